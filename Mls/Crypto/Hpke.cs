using System.Security.Cryptography;
using System.Text;
using FastChat.Mls.Codec;
using FastChat.Mls.Messages;
using NSec.Cryptography;

namespace FastChat.Mls.Crypto;

/// <summary>
/// HPKE in base mode (RFC 9180 sections 4, 5 and 6.1) with DHKEM(X25519, HKDF-SHA256), one message per context, and the labelled
/// form that MLS uses (RFC 9420 section 5.1.3).
/// </summary>
internal static class Hpke
{
    private const string ExternalInitLabel = "MLS 1.0 external init secret";
    private const int KemPublicKeyBytes = 32;

    /// <summary>"KEM" and the number of DHKEM(X25519, HKDF-SHA256).</summary>
    public static readonly byte[] KemSuiteId = [.. "KEM"u8, 0x00, 0x20];

    private static SharedSecretCreationParameters Exportable => new() { ExportPolicy = KeyExportPolicies.AllowPlaintextExport };

    public static HpkeCiphertext EncryptWithLabel(
        Suite suite, ReadOnlySpan<byte> publicKey, string label, ReadOnlySpan<byte> context, ReadOnlySpan<byte> plain)
    {
        using var info = EncryptContext(label, context);
        using var shared = Encapsulate(publicKey, out var kemOutput);
        Span<byte> key = stackalloc byte[suite.KeyBytes], nonce = stackalloc byte[Suite.NonceBytes];
        Schedule(suite, shared.Span, info.Written, key, nonce, []);
        var ciphertext = suite.Seal(key, nonce, [], plain);
        CryptographicOperations.ZeroMemory(key);
        return new(kemOutput, ciphertext);
    }

    public static byte[] DecryptWithLabel(
        Suite suite, Secret privateKey, string label, ReadOnlySpan<byte> context, HpkeCiphertext sealedBytes)
    {
        using var info = EncryptContext(label, context);
        using var shared = Decapsulate(privateKey, sealedBytes.KemOutput);
        Span<byte> key = stackalloc byte[suite.KeyBytes], nonce = stackalloc byte[Suite.NonceBytes];
        Schedule(suite, shared.Span, info.Written, key, nonce, []);
        try
        {
            return suite.Open(key, nonce, [], sealedBytes.Ciphertext);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>The joiner's side of an external init (RFC 9420 section 8.3).</summary>
    public static Secret ExternalInit(Suite suite, ReadOnlySpan<byte> externalPublicKey, out byte[] kemOutput)
    {
        using var shared = Encapsulate(externalPublicKey, out kemOutput);
        return ExternalInitSecret(suite, shared);
    }

    /// <summary>The members' side of an external init.</summary>
    public static Secret ExternalInit(Suite suite, Secret externalPrivateKey, byte[] kemOutput)
    {
        using var shared = Decapsulate(externalPrivateKey, kemOutput);
        return ExternalInitSecret(suite, shared);
    }

    public static Secret LabeledExtract(ReadOnlySpan<byte> suiteId, ReadOnlySpan<byte> salt, string label, ReadOnlySpan<byte> ikm)
    {
        using var input = new TlsWriter(64 + ikm.Length);
        Label(input, suiteId, label);
        input.Raw(ikm);
        return Kdf.Extract(salt, input.Written);
    }

    public static void LabeledExpand(
        ReadOnlySpan<byte> suiteId, ReadOnlySpan<byte> prk, string label, ReadOnlySpan<byte> info, Span<byte> output)
    {
        using var input = new TlsWriter(64 + info.Length);
        input.U16(output.Length);
        Label(input, suiteId, label);
        input.Raw(info);
        Kdf.Expand(prk, input.Written, output);
    }

    private static Secret ExternalInitSecret(Suite suite, Secret shared)
    {
        var exporter = new byte[Suite.HashBytes];
        Schedule(suite, shared.Span, [], [], [], exporter);
        var secret = new Secret(Suite.HashBytes);
        LabeledExpand(SuiteId(suite), exporter, "sec", Encoding.ASCII.GetBytes(ExternalInitLabel), secret.Span);
        CryptographicOperations.ZeroMemory(exporter);
        return secret;
    }

    private static Secret Encapsulate(ReadOnlySpan<byte> publicKey, out byte[] kemOutput)
    {
        using var ephemeral = Key.Create(KeyAgreementAlgorithm.X25519);
        kemOutput = ephemeral.PublicKey.Export(KeyBlobFormat.RawPublicKey);
        return Agree(ephemeral, publicKey, kemOutput, publicKey);
    }

    private static Secret Decapsulate(Secret privateKey, byte[] kemOutput)
    {
        if (!Key.TryImport(KeyAgreementAlgorithm.X25519, privateKey.Span, KeyBlobFormat.RawPrivateKey, out var key))
            throw new MlsException(MlsError.Malformed, "not an X25519 private key");
        using (key)
        {
            return Agree(key!, kemOutput, kemOutput, key!.PublicKey.Export(KeyBlobFormat.RawPublicKey));
        }
    }

    /// <summary>DH, then ExtractAndExpand over both public keys. An all-zero result is refused (RFC 9180 section 7.1.4).</summary>
    private static Secret Agree(Key own, ReadOnlySpan<byte> other, ReadOnlySpan<byte> kemOutput, ReadOnlySpan<byte> recipient)
    {
        if (!PublicKey.TryImport(KeyAgreementAlgorithm.X25519, other, KeyBlobFormat.RawPublicKey, out var publicKey) || publicKey is null)
            throw new MlsException(MlsError.Malformed, "not an X25519 public key");
        using var agreed = KeyAgreementAlgorithm.X25519.Agree(own, publicKey, Exportable)
            ?? throw new MlsException(MlsError.Malformed, "a public key of small order");
        var dh = agreed.Export(SharedSecretBlobFormat.RawSharedSecret);
        using var prk = LabeledExtract(KemSuiteId, [], "eae_prk", dh);
        CryptographicOperations.ZeroMemory(dh);
        Span<byte> context = stackalloc byte[2 * KemPublicKeyBytes];
        kemOutput.CopyTo(context);
        recipient.CopyTo(context[KemPublicKeyBytes..]);
        var shared = new Secret(Suite.HashBytes);
        LabeledExpand(KemSuiteId, prk.Span, "shared_secret", context, shared.Span);
        return shared;
    }

    /// <summary>KeyScheduleBase: fills whatever of the outputs is not empty.</summary>
    private static void Schedule(
        Suite suite, ReadOnlySpan<byte> shared, ReadOnlySpan<byte> info, Span<byte> key, Span<byte> nonce, Span<byte> exporter)
    {
        var suiteId = SuiteId(suite);
        using var pskIdHash = LabeledExtract(suiteId, [], "psk_id_hash", []);
        using var infoHash = LabeledExtract(suiteId, [], "info_hash", info);
        Span<byte> context = stackalloc byte[1 + 2 * Suite.HashBytes];
        context[0] = 0;
        pskIdHash.Span.CopyTo(context[1..]);
        infoHash.Span.CopyTo(context[(1 + Suite.HashBytes)..]);
        using var secret = LabeledExtract(suiteId, shared, "secret", []);
        if (!key.IsEmpty)
        {
            LabeledExpand(suiteId, secret.Span, "key", context, key);
            LabeledExpand(suiteId, secret.Span, "base_nonce", context, nonce);
        }

        if (!exporter.IsEmpty)
            LabeledExpand(suiteId, secret.Span, "exp", context, exporter);
    }

    private static byte[] SuiteId(Suite suite) => [.. "HPKE"u8, 0x00, 0x20, 0x00, 0x01, (byte)(suite.HpkeAead >> 8), (byte)suite.HpkeAead];

    private static void Label(TlsWriter writer, ReadOnlySpan<byte> suiteId, string label)
    {
        writer.Raw("HPKE-v1"u8);
        writer.Raw(suiteId);
        writer.Raw(Encoding.ASCII.GetBytes(label));
    }

    private static TlsWriter EncryptContext(string label, ReadOnlySpan<byte> context)
    {
        var writer = new TlsWriter(context.Length + 64);
        writer.Bytes(Encoding.UTF8.GetBytes("MLS 1.0 " + label));
        writer.Bytes(context);
        return writer;
    }
}
