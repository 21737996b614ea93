using FastChat.Mls.Codec;

namespace FastChat.Mls.Messages;

/// <summary>Who sent a message (RFC 9420 section 6). The index counts leaves, or external senders.</summary>
internal readonly record struct Sender(SenderType Type, uint Index) : ITlsStruct<Sender>
{
    public static Sender Member(uint leafIndex) => new(SenderType.Member, leafIndex);

    public static Sender Read(ref TlsReader reader) => (SenderType)reader.U8() switch
    {
        SenderType.Member => new(SenderType.Member, reader.U32()),
        SenderType.External => new(SenderType.External, reader.U32()),
        var type and (SenderType.NewMemberProposal or SenderType.NewMemberCommit) => new(type, 0),
        var unknown => throw TlsReader.Malformed($"sender type {(byte)unknown}"),
    };

    public void Write(TlsWriter writer)
    {
        writer.U8((byte)Type);
        if (Type is SenderType.Member or SenderType.External)
            writer.U32(Index);
    }
}
