using FastChat.Mls.Codec;
using FastChat.Mls.Crypto;

namespace FastChat.Mls.Messages;

/// <summary>What a newcomer learns of a group (RFC 9420 section 12.4.3).</summary>
internal sealed record GroupInfo(GroupContext Context, Extension[] Extensions, byte[] ConfirmationTag, uint Signer, byte[] Signature)
    : ITlsStruct<GroupInfo>
{
    private const string Label = "GroupInfoTBS";

    public static GroupInfo Read(ref TlsReader reader) =>
        new(GroupContext.Read(ref reader), reader.List<Extension>(), reader.Bytes(), reader.U32(), reader.Bytes());

    public void Write(TlsWriter writer)
    {
        WriteUnsigned(writer);
        writer.Bytes(Signature);
    }

    public GroupInfo Sign(MlsSigner signer)
    {
        using var writer = new TlsWriter();
        WriteUnsigned(writer);
        return this with { Signature = LabelledSignature.Sign(signer, Label, writer.Written) };
    }

    public bool Verify(byte[] signatureKey)
    {
        using var writer = new TlsWriter();
        WriteUnsigned(writer);
        return LabelledSignature.Verify(signatureKey, Label, writer.Written, Signature);
    }

    private void WriteUnsigned(TlsWriter writer)
    {
        Context.Write(writer);
        writer.List(Extensions);
        writer.Bytes(ConfirmationTag);
        writer.U32(Signer);
    }
}
