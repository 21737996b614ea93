using NSec.Cryptography;

namespace FastChat.Mls.Crypto;

/// <summary>An X25519 key pair; the private half is erased with it.</summary>
internal sealed record KemKeyPair(Secret PrivateKey, byte[] PublicKey) : IDisposable
{
    private static KeyCreationParameters Exportable => new() { ExportPolicy = KeyExportPolicies.AllowPlaintextExport };

    public static KemKeyPair Generate()
    {
        using var key = Key.Create(KeyAgreementAlgorithm.X25519, Exportable);
        return new(new Secret(key.Export(KeyBlobFormat.RawPrivateKey)), key.PublicKey.Export(KeyBlobFormat.RawPublicKey));
    }

    /// <summary>DeriveKeyPair (RFC 9180 section 7.1.3).</summary>
    public static KemKeyPair Derive(ReadOnlySpan<byte> ikm)
    {
        using var prk = Hpke.LabeledExtract(Hpke.KemSuiteId, [], "dkp_prk", ikm);
        var privateKey = new Secret(32);
        Hpke.LabeledExpand(Hpke.KemSuiteId, prk.Span, "sk", [], privateKey.Span);
        return From(privateKey);
    }

    /// <summary>Takes the private key over.</summary>
    public static KemKeyPair From(Secret privateKey)
    {
        if (!Key.TryImport(KeyAgreementAlgorithm.X25519, privateKey.Span, KeyBlobFormat.RawPrivateKey, out var key))
            throw new MlsException(MlsError.Malformed, "not an X25519 private key");
        using (key)
        {
            return new(privateKey, key!.PublicKey.Export(KeyBlobFormat.RawPublicKey));
        }
    }

    public void Dispose() => PrivateKey.Dispose();
}
