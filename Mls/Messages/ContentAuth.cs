using FastChat.Mls.Codec;

namespace FastChat.Mls.Messages;

/// <summary>FramedContentAuthData (RFC 9420 section 6.1). A commit has a confirmation tag, others have none.</summary>
internal sealed record ContentAuth(byte[] Signature, byte[]? ConfirmationTag)
{
    public static ContentAuth Read(ref TlsReader reader, ContentType type) =>
        new(reader.Bytes(), type == ContentType.MlsCommit ? reader.Bytes() : null);

    public void Write(TlsWriter writer)
    {
        writer.Bytes(Signature);
        if (ConfirmationTag is not null)
            writer.Bytes(ConfirmationTag);
    }
}
