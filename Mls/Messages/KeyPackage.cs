using System.Security.Cryptography;
using FastChat.Mls.Codec;
using FastChat.Mls.Crypto;

namespace FastChat.Mls.Messages;

/// <summary>What a client publishes so that others can add it (RFC 9420 section 10).</summary>
internal sealed record KeyPackage(
    ushort Version, ushort CipherSuite, byte[] InitKey, LeafNode Leaf, Extension[] Extensions, byte[] Signature) : ITlsStruct<KeyPackage>
{
    private const string Label = "KeyPackageTBS";

    public bool IsLastResort => Extensions.Any(e => e.Type == ExtensionType.LastResort);

    public static KeyPackage Read(ref TlsReader reader) => new(
        reader.U16(), reader.U16(), reader.Bytes(), LeafNode.Read(ref reader), reader.List<Extension>(), reader.Bytes());

    public void Write(TlsWriter writer)
    {
        WriteUnsigned(writer);
        writer.Bytes(Signature);
    }

    /// <summary>KeyPackageRef (RFC 9420 section 5.2).</summary>
    public byte[] Reference() => RefHash.Of("MLS 1.0 KeyPackage Reference", TlsWriter.Encode(this));

    public KeyPackage Sign(MlsSigner signer)
    {
        using var writer = new TlsWriter();
        WriteUnsigned(writer);
        return this with { Signature = LabelledSignature.Sign(signer, Label, writer.Written) };
    }

    public bool Verify()
    {
        using var writer = new TlsWriter();
        WriteUnsigned(writer);
        return LabelledSignature.Verify(Leaf.SignatureKey, Label, writer.Written, Signature);
    }

    public bool InitKeyIsEncryptionKey => CryptographicOperations.FixedTimeEquals(InitKey, Leaf.EncryptionKey);

    private void WriteUnsigned(TlsWriter writer)
    {
        writer.U16(Version);
        writer.U16(CipherSuite);
        writer.Bytes(InitKey);
        Leaf.Write(writer);
        writer.List(Extensions);
    }
}
