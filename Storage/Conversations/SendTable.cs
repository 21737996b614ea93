using FastChat.Protocol.Identifiers;
using FastChat.Storage.Commit;
using FastChat.Storage.Keys;
using FastChat.Storage.Records;
using FastChat.Storage.Sealing;

namespace FastChat.Storage.Conversations;

/// <summary>Each device's window of send numbers in a conversation (A3).</summary>
public sealed class SendTable
{
    private readonly Rows _rows;
    private readonly KeyRing _keys;

    internal SendTable(Rows rows, KeyRing keys)
    {
        _rows = rows;
        _keys = keys;
    }

    public SendWindowRecord? Read(ConversationId conversation, DeviceId device)
    {
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        return _keys.Find(conversation) is { } dataKey
            && _rows.TryRead<SendWindowRecord>(Table.Sends, RowKey.Pair(key, conversation, device), dataKey, out var window)
            ? window
            : null;
    }

    /// <summary>The last send number of every device that ever sent here, for the tombstone.</summary>
    public IReadOnlyList<DeviceSendNumber> ReadLast(ConversationId conversation)
    {
        var last = new List<DeviceSendNumber>();
        if (_keys.Find(conversation) is not { } dataKey) return last;
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        var prefix = RowKey.Owner(key, conversation);
        using var rows = _rows.Database.Iterate(Table.Sends);
        for (var more = rows.Seek(prefix); more && rows.Key.StartsWith(prefix); more = rows.MoveNext())
        {
            var window = Rows.Decode<SendWindowRecord>(Table.Sends, rows.Key, rows.Value, dataKey);
            last.Add(new DeviceSendNumber(new DeviceId(RowKey.ReadSecond(rows.Key)), window.Last));
        }

        return last;
    }

    public void Put(
        CommitBatch batch, ConversationId conversation, DeviceId device, DataKey dataKey, in SendWindowRecord window)
    {
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        Rows.Put(batch, Table.Sends, RowKey.Pair(key, conversation, device), dataKey, window);
    }

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
