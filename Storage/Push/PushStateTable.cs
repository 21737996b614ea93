using System.Buffers.Binary;
using FastChat.Protocol.Identifiers;
using FastChat.Storage.Commit;
using FastChat.Storage.Keys;
using FastChat.Storage.Records;
using FastChat.Storage.Sealing;

namespace FastChat.Storage.Push;

/// <summary>
/// What devices are to be told of conversations, and were told: shard ‖ conversation ‖ account ‖ device, sealed under the
/// conversation's key, with which it goes.
/// </summary>
public sealed class PushStateTable
{
    private const int KeyBytes = RowKey.PrefixBytes + (2 * Identifier.Bytes);

    private readonly Rows _rows;
    private readonly KeyRing _keys;

    internal PushStateTable(Rows rows, KeyRing keys)
    {
        _rows = rows;
        _keys = keys;
    }

    public PushStateRecord? Read(PushPlace place) =>
        _keys.Find(place.Conversation) is { } dataKey
        && _rows.TryRead<PushStateRecord>(Table.PushStates, Key(stackalloc byte[KeyBytes], place), dataKey, out var state)
            ? state
            : null;

    /// <summary>Visits the rows of a conversation.</summary>
    public void Read(ConversationId conversation, PushStateVisitor visit)
    {
        ArgumentNullException.ThrowIfNull(visit);
        if (_keys.Find(conversation) is not { } dataKey) return;
        var prefix = RowKey.Owner(stackalloc byte[RowKey.PrefixBytes], conversation);
        using var rows = _rows.Database.Iterate(Table.PushStates);
        for (var more = rows.Seek(prefix); more && rows.Key.StartsWith(prefix); more = rows.MoveNext())
        {
            if (!visit(PlaceOf(rows.Key), Rows.Decode<PushStateRecord>(Table.PushStates, rows.Key, rows.Value, dataKey))) return;
        }
    }

    /// <summary>Visits all rows, of all conversations that are there.</summary>
    public void ReadAll(PushStateVisitor visit)
    {
        ArgumentNullException.ThrowIfNull(visit);
        using var rows = _rows.Database.Iterate(Table.PushStates, scan: true);
        for (var more = rows.SeekToFirst(); more; more = rows.MoveNext())
        {
            var place = PlaceOf(rows.Key);
            if (_keys.Find(place.Conversation) is not { } dataKey) continue;
            if (!visit(place, Rows.Decode<PushStateRecord>(Table.PushStates, rows.Key, rows.Value, dataKey))) return;
        }
    }

    public static void Put(CommitBatch batch, PushPlace place, in PushStateRecord state, DataKey dataKey) =>
        Rows.Put(batch, Table.PushStates, Key(stackalloc byte[KeyBytes], place), dataKey, state);

    public static void Delete(CommitBatch batch, PushPlace place)
    {
        ArgumentNullException.ThrowIfNull(batch);
        batch.Delete(Table.PushStates, Key(stackalloc byte[KeyBytes], place));
    }

    /// <summary>Deletes the rows of all devices of an account.</summary>
    public static void DeleteAll(CommitBatch batch, ConversationId conversation, AccountId account)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Span<byte> end = stackalloc byte[KeyBytes + 1];
        // After every device, the largest included.
        Key(end, new PushPlace(conversation, account, new DeviceId(UInt128.MaxValue)));
        end[KeyBytes] = 0;
        batch.DeleteRange(Table.PushStates, Key(stackalloc byte[KeyBytes], new PushPlace(conversation, account, DeviceId.None)), end);
    }

    private static ReadOnlySpan<byte> Key(Span<byte> key, PushPlace place)
    {
        RowKey.Pair(key, place.Conversation, place.Account);
        BinaryPrimitives.WriteUInt128BigEndian(key[(RowKey.PrefixBytes + Identifier.Bytes)..], place.Device.Value);
        return key;
    }

    private static PushPlace PlaceOf(ReadOnlySpan<byte> key) => key.Length != KeyBytes
        ? throw new StorageCorruptException("The key of a push state has the wrong length.")
        : new PushPlace(
            new ConversationId(RowKey.ReadOwner(key)),
            new AccountId(RowKey.ReadSecond(key)),
            new DeviceId(BinaryPrimitives.ReadUInt128BigEndian(key[(RowKey.PrefixBytes + Identifier.Bytes)..])));
}
