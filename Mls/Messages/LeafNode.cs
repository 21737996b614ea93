using FastChat.Mls.Codec;
using FastChat.Mls.Crypto;

namespace FastChat.Mls.Messages;

/// <summary>One client in the tree, signed by itself (RFC 9420 section 7.2). Immutable.</summary>
internal sealed record LeafNode(
    byte[] EncryptionKey,
    byte[] SignatureKey,
    Credential Credential,
    Capabilities Capabilities,
    LeafNodeSource Source,
    Lifetime? Lifetime,
    byte[] ParentHash,
    Extension[] Extensions,
    byte[] Signature) : ITlsStruct<LeafNode>
{
    private const string Label = "LeafNodeTBS";

    public static LeafNode Read(ref TlsReader reader)
    {
        var encryptionKey = reader.Bytes();
        var signatureKey = reader.Bytes();
        var credential = Credential.Read(ref reader);
        var capabilities = Capabilities.Read(ref reader);
        var source = (LeafNodeSource)reader.U8();
        var lifetime = source == LeafNodeSource.KeyPackage ? Lifetime.Read(ref reader) : null;
        var parentHash = source switch
        {
            LeafNodeSource.MlsCommit => reader.Bytes(),
            LeafNodeSource.KeyPackage or LeafNodeSource.Update => [],
            _ => throw TlsReader.Malformed($"leaf node source {(byte)source}"),
        };
        return new(encryptionKey, signatureKey, credential, capabilities, source, lifetime, parentHash, reader.List<Extension>(), reader.Bytes());
    }

    public void Write(TlsWriter writer)
    {
        WriteUnsigned(writer);
        writer.Bytes(Signature);
    }

    /// <summary>This leaf, signed. The group and place are part of what is signed, unless it is for a key package.</summary>
    public LeafNode Sign(MlsSigner signer, byte[] groupId, uint leafIndex)
    {
        using var content = ToBeSigned(groupId, leafIndex);
        return this with { Signature = LabelledSignature.Sign(signer, Label, content.Written) };
    }

    public bool Verify(byte[] groupId, uint leafIndex)
    {
        using var content = ToBeSigned(groupId, leafIndex);
        return LabelledSignature.Verify(SignatureKey, Label, content.Written, Signature);
    }

    private TlsWriter ToBeSigned(byte[] groupId, uint leafIndex)
    {
        var writer = new TlsWriter();
        WriteUnsigned(writer);
        if (Source != LeafNodeSource.KeyPackage)
        {
            writer.Bytes(groupId);
            writer.U32(leafIndex);
        }

        return writer;
    }

    private void WriteUnsigned(TlsWriter writer)
    {
        writer.Bytes(EncryptionKey);
        writer.Bytes(SignatureKey);
        Credential.Write(writer);
        Capabilities.Write(writer);
        writer.U8((byte)Source);
        if (Source == LeafNodeSource.KeyPackage)
            Lifetime!.Write(writer);
        if (Source == LeafNodeSource.MlsCommit)
            writer.Bytes(ParentHash);
        writer.List(Extensions);
    }
}
