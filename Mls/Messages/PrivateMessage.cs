using FastChat.Mls.Codec;

namespace FastChat.Mls.Messages;

/// <summary>A message that is signed and encrypted (RFC 9420 section 6.3).</summary>
internal sealed record PrivateMessage(
    byte[] GroupId, ulong Epoch, ContentType ContentType, byte[] AuthenticatedData, byte[] SenderData, byte[] Ciphertext) : ITlsStruct<PrivateMessage>
{
    public static PrivateMessage Read(ref TlsReader reader)
    {
        var groupId = reader.Bytes();
        var epoch = reader.U64();
        var type = (ContentType)reader.U8();
        if (type is < ContentType.Application or > ContentType.MlsCommit)
            throw TlsReader.Malformed($"content type {(byte)type}");
        return new(groupId, epoch, type, reader.Bytes(), reader.Bytes(), reader.Bytes());
    }

    public void Write(TlsWriter writer)
    {
        WriteSenderDataAad(writer);
        writer.Bytes(AuthenticatedData);
        writer.Bytes(SenderData);
        writer.Bytes(Ciphertext);
    }

    /// <summary>SenderDataAAD; with the authenticated data after it, PrivateContentAAD.</summary>
    public void WriteSenderDataAad(TlsWriter writer)
    {
        writer.Bytes(GroupId);
        writer.U64(Epoch);
        writer.U8((byte)ContentType);
    }
}
