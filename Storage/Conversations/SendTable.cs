using FastChat.Protocol.Identifiers;
using FastChat.Storage.Commit;
using FastChat.Storage.Keys;
using FastChat.Storage.Records;
using FastChat.Storage.Sealing;

namespace FastChat.Storage.Conversations;

/// <summary>Each device's window of send numbers in a conversation (A3).</summary>
public sealed class SendTable
{
    private readonly PairRows<ConversationId, DeviceId, SendWindowRecord> _rows;

    internal SendTable(Rows rows, KeyRing keys) => _rows = new(rows, Table.Sends, keys.Find);

    public SendWindowRecord? Read(ConversationId conversation, DeviceId device) =>
        _rows.TryRead(conversation, device, out var window) ? window : null;

    /// <summary>The last send number of every device that ever sent here, for the tombstone.</summary>
    public IReadOnlyList<DeviceSendNumber> ReadLast(ConversationId conversation)
    {
        var last = new List<DeviceSendNumber>();
        _rows.Visit(conversation, UInt128.Zero, (device, in window) =>
        {
            last.Add(new DeviceSendNumber(device, window.Last));
            return true;
        });
        return last;
    }

    public void Put(
        CommitBatch batch, ConversationId conversation, DeviceId device, DataKey dataKey, in SendWindowRecord window) =>
        _rows.Put(batch, conversation, device, dataKey, in window);

    /// <summary>The same, from runs that the loop keeps in its own buffer: nothing is allocated.</summary>
    public void Put(
        CommitBatch batch, ConversationId conversation, DeviceId device, DataKey dataKey, ulong last,
        ReadOnlySpan<SendRun> runs)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        var writer = RecordCodec.Begin<SendWindowRecord>();
        SendWindowRecord.Write(ref writer, last, runs);
        batch.Put(Table.Sends, RowKey.Pair(key, conversation, device), RecordCodec.End(ref writer), dataKey);
    }
}
