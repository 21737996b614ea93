using FastChat.Mls.Codec;
using FastChat.Mls.Crypto;
using FastChat.Mls.Messages;

namespace FastChat.Mls.History;

/// <summary>What reads the application messages of one epoch later, without the group. RFC 9420, sections 6.3 and 9.</summary>
internal sealed class HistoryEpoch(byte[] contextBytes, Secret senderData) : ITlsStruct<HistoryEpoch>, IDisposable
{
    private readonly List<HistorySender> _senders = [];

    public GroupContext Context { get; } = TlsReader.Decode<GroupContext>(contextBytes);

    public byte[] ContextBytes => contextBytes;

    public Secret SenderData => senderData;

    public IReadOnlyList<HistorySender> Senders => _senders;

    public HistorySender? Find(uint leaf) => _senders.Find(s => s.Leaf == leaf);

    public void Add(HistorySender sender)
    {
        if (Find(sender.Leaf) is null)
            _senders.Add(sender);
        else
            sender.Application.Dispose();
    }

    public static HistoryEpoch Read(ref TlsReader reader)
    {
        var epoch = new HistoryEpoch(reader.Bytes(), new Secret(reader.Take(Suite.HashBytes)));
        epoch._senders.AddRange(reader.List<HistorySender>());
        return epoch;
    }

    public void Write(TlsWriter writer)
    {
        writer.Bytes(contextBytes);
        writer.Raw(senderData.Span);
        writer.List(_senders);
    }

    public void Dispose()
    {
        senderData.Dispose();
        _senders.ForEach(s => s.Application.Dispose());
    }
}
