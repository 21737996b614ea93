using NSec.Cryptography;

namespace FastChat.Mls;

/// <summary>A device's long-lived Ed25519 signature key. Dispose of it to erase it. Safe to use from several threads. RFC 9420, section 5.1.2.</summary>
public sealed class MlsSigner : IDisposable
{
    private static KeyCreationParameters Exportable => new() { ExportPolicy = KeyExportPolicies.AllowPlaintextExport };
    private readonly Key _key;

    private MlsSigner(Key key)
    {
        _key = key;
        PublicKey = key.PublicKey.Export(KeyBlobFormat.RawPublicKey);
    }

    /// <summary>The public key, 32 bytes.</summary>
    public ReadOnlyMemory<byte> PublicKey { get; }

    /// <summary>Makes a new key.</summary>
    public static MlsSigner Create() => new(Key.Create(SignatureAlgorithm.Ed25519, Exportable));

    /// <summary>Reads what <see cref="Export"/> gave. Throws <see cref="MlsError.BadState"/> unless it is 32 bytes.</summary>
    public static MlsSigner Import(ReadOnlySpan<byte> privateKey) =>
        Key.TryImport(SignatureAlgorithm.Ed25519, privateKey, KeyBlobFormat.RawPrivateKey, out var key, Exportable)
            ? new MlsSigner(key!)
            : throw new MlsException(MlsError.BadState, "not an Ed25519 private key");

    /// <summary>The private key, 32 bytes. Keep it sealed, and zero the array when it is written.</summary>
    public byte[] Export() => _key.Export(KeyBlobFormat.RawPrivateKey);

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    internal byte[] Sign(ReadOnlySpan<byte> content) => SignatureAlgorithm.Ed25519.Sign(_key, content);
}
