using System.Security.Cryptography;

namespace FastChat.Mls.Crypto;

/// <summary>
/// A cipher suite (RFC 9420 section 17.1). All suites so far share SHA-256, HKDF and Ed25519, and X25519 as their KEM; a row
/// of the table says what differs. AEAD keys live for one message, so the BCL's ciphers are used: they copy no key into
/// guarded memory first.
/// </summary>
internal sealed class Suite
{
    public const int HashBytes = 32;
    public const int NonceBytes = 12;
    public const int TagBytes = 16;
    public const int SignatureBytes = 64;
    public const int PublicKeyBytes = 32;

    private static readonly Suite[] Table =
    [
        new(MlsCipherSuite.X25519Aes128GcmSha256Ed25519, hpkeAead: 1, keyBytes: 16),
        new(MlsCipherSuite.X25519ChaCha20Poly1305Sha256Ed25519, hpkeAead: 3, keyBytes: 32),
    ];

    private Suite(MlsCipherSuite name, ushort hpkeAead, int keyBytes)
    {
        Name = name;
        HpkeAead = hpkeAead;
        KeyBytes = keyBytes;
    }

    public MlsCipherSuite Name { get; }

    public ushort Number => (ushort)Name;

    /// <summary>The AEAD's number in HPKE (RFC 9180 section 7.3).</summary>
    public ushort HpkeAead { get; }

    public int KeyBytes { get; }

    public static Suite Of(MlsCipherSuite name) => Of((ushort)name);

    public static Suite Of(ushort number) =>
        Array.Find(Table, s => s.Number == number) ?? throw new MlsException(MlsError.Unsupported, $"cipher suite {number}");

    /// <summary>Ciphertext and tag, one after the other (RFC 5116).</summary>
    public void Seal(ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> aad, ReadOnlySpan<byte> plain, Span<byte> output)
    {
        var ciphertext = output[..plain.Length];
        var tag = output.Slice(plain.Length, TagBytes);
        if (HpkeAead == 1)
        {
            using var aes = new AesGcm(key, TagBytes);
            aes.Encrypt(nonce, plain, ciphertext, tag, aad);
        }
        else
        {
            using var chacha = new ChaCha20Poly1305(key);
            chacha.Encrypt(nonce, plain, ciphertext, tag, aad);
        }
    }

    public byte[] Seal(ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> aad, ReadOnlySpan<byte> plain)
    {
        var output = new byte[plain.Length + TagBytes];
        Seal(key, nonce, aad, plain, output);
        return output;
    }

    /// <summary>The plaintext; throws <see cref="MlsError.DecryptionFailed"/> when the tag does not fit.</summary>
    public byte[] Open(ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> aad, ReadOnlySpan<byte> sealedBytes)
    {
        if (sealedBytes.Length < TagBytes)
            throw new MlsException(MlsError.DecryptionFailed, "a ciphertext is shorter than its tag");
        var plain = new byte[sealedBytes.Length - TagBytes];
        var ciphertext = sealedBytes[..plain.Length];
        var tag = sealedBytes[plain.Length..];
        try
        {
            if (HpkeAead == 1)
            {
                using var aes = new AesGcm(key, TagBytes);
                aes.Decrypt(nonce, ciphertext, tag, plain, aad);
            }
            else
            {
                using var chacha = new ChaCha20Poly1305(key);
                chacha.Decrypt(nonce, ciphertext, tag, plain, aad);
            }
        }
        catch (AuthenticationTagMismatchException)
        {
            throw new MlsException(MlsError.DecryptionFailed, "a ciphertext does not open");
        }

        return plain;
    }
}
