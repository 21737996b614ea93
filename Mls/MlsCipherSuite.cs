namespace FastChat.Mls;

/// <summary>The cipher suites that this library speaks, by their IANA numbers (RFC 9420 section 17.1).</summary>
public enum MlsCipherSuite
{
    /// <summary>MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519, the suite that every implementation must have.</summary>
    X25519Aes128GcmSha256Ed25519 = 1,

    /// <summary>MLS_128_DHKEMX25519_CHACHA20POLY1305_SHA256_Ed25519, the default here.</summary>
    X25519ChaCha20Poly1305Sha256Ed25519 = 3,
}
