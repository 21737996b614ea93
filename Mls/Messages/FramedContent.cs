using FastChat.Mls.Codec;

namespace FastChat.Mls.Messages;

/// <summary>The content of a message and where it belongs (RFC 9420 section 6). Exactly one of the last three is set.</summary>
internal sealed record FramedContent(
    byte[] GroupId, ulong Epoch, Sender Sender, byte[] AuthenticatedData, byte[]? Application, Proposal? Proposal, MlsCommit? Commit)
    : ITlsStruct<FramedContent>
{
    public ContentType ContentType => Application is not null ? ContentType.Application
        : Proposal is not null ? ContentType.Proposal : ContentType.MlsCommit;

    public static FramedContent Read(ref TlsReader reader)
    {
        var groupId = reader.Bytes();
        var epoch = reader.U64();
        var sender = Sender.Read(ref reader);
        var authenticatedData = reader.Bytes();
        return ReadBody(ref reader, (ContentType)reader.U8(), groupId, epoch, sender, authenticatedData);
    }

    public static FramedContent ReadBody(
        ref TlsReader reader, ContentType type, byte[] groupId, ulong epoch, Sender sender, byte[] authenticatedData) => type switch
        {
            ContentType.Application => new(groupId, epoch, sender, authenticatedData, reader.Bytes(), null, null),
            ContentType.Proposal => new(groupId, epoch, sender, authenticatedData, null, Proposal.Read(ref reader), null),
            ContentType.MlsCommit => new(groupId, epoch, sender, authenticatedData, null, null, MlsCommit.Read(ref reader)),
            _ => throw TlsReader.Malformed($"content type {(byte)type}"),
        };

    public void Write(TlsWriter writer)
    {
        writer.Bytes(GroupId);
        writer.U64(Epoch);
        Sender.Write(writer);
        writer.Bytes(AuthenticatedData);
        writer.U8((byte)ContentType);
        WriteBody(writer);
    }

    public void WriteBody(TlsWriter writer)
    {
        if (Application is not null)
            writer.Bytes(Application);
        Proposal?.Write(writer);
        Commit?.Write(writer);
    }
}
