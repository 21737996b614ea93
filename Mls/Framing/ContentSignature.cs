using FastChat.Mls.Codec;
using FastChat.Mls.Crypto;
using FastChat.Mls.Messages;

namespace FastChat.Mls.Framing;

/// <summary>The signature over a message's content, wire format and, for members, group context (RFC 9420 section 6.1).</summary>
internal static class ContentSignature
{
    private const string Label = "FramedContentTBS";

    public static byte[] Sign(MlsSigner signer, WireFormat format, FramedContent content, byte[] groupContext)
    {
        using var writer = ToBeSigned(format, content, groupContext);
        return LabelledSignature.Sign(signer, Label, writer.Written);
    }

    public static void Verify(AuthenticatedContent message, byte[] signatureKey, byte[] groupContext)
    {
        using var writer = ToBeSigned(message.WireFormat, message.Content, groupContext);
        if (!LabelledSignature.Verify(signatureKey, Label, writer.Written, message.Auth.Signature))
            throw new MlsException(MlsError.BadSignature, "a message's signature does not verify");
    }

    public static TlsWriter ToBeSigned(WireFormat format, FramedContent content, byte[] groupContext)
    {
        var writer = new TlsWriter(512);
        writer.U16(MlsMessage.Mls10);
        writer.U16((ushort)format);
        content.Write(writer);
        if (content.Sender.Type is SenderType.Member or SenderType.NewMemberCommit)
            writer.Raw(groupContext);
        return writer;
    }
}
