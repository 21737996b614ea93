using FastChat.Protocol.Identifiers;
using FastChat.Storage.Commit;
using FastChat.Storage.Keys;
using FastChat.Storage.Records;
using FastChat.Storage.Sealing;

namespace FastChat.Storage.Conversations;

/// <summary>A row for each member of a conversation, by account.</summary>
public sealed class MemberTable
{
    private readonly Rows _rows;
    private readonly KeyRing _keys;

    internal MemberTable(Rows rows, KeyRing keys)
    {
        _rows = rows;
        _keys = keys;
    }

    public MemberRecord? Read(ConversationId conversation, AccountId account)
    {
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        return _keys.Find(conversation) is { } dataKey
            && _rows.TryRead<MemberRecord>(Table.Members, RowKey.Pair(key, conversation, account), dataKey, out var member)
            ? member
            : null;
    }

    /// <summary>Up to <paramref name="limit"/> members after an account (none: from the start), by account id.</summary>
    public IReadOnlyList<(AccountId Account, MemberRecord Member)> ReadPage(
        ConversationId conversation, AccountId after, int limit)
    {
        var page = new List<(AccountId, MemberRecord)>(Math.Min(limit, 64));
        if (_keys.Find(conversation) is not { } dataKey) return page;
        Span<byte> start = stackalloc byte[StorageLimits.KeyBytesMax];
        Span<byte> prefix = stackalloc byte[StorageLimits.KeyBytesMax];
        prefix = prefix[..RowKey.Owner(prefix, conversation).Length];
        using var rows = _rows.Database.Iterate(Table.Members);
        var more = rows.Seek(RowKey.Pair(start, conversation, new AccountId(after.Value + 1)));
        for (; more && page.Count < limit && rows.Key.StartsWith(prefix); more = rows.MoveNext())
        {
            var member = Rows.Decode<MemberRecord>(Table.Members, rows.Key, rows.Value, dataKey);
            page.Add((new AccountId(RowKey.ReadSecond(rows.Key)), member));
        }

        return page;
    }

    public void Put(CommitBatch batch, ConversationId conversation, AccountId account, DataKey dataKey, MemberRecord member)
    {
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        Rows.Put(batch, Table.Members, RowKey.Pair(key, conversation, account), dataKey, member);
    }

    public void Delete(CommitBatch batch, ConversationId conversation, AccountId account)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        batch.Delete(Table.Members, RowKey.Pair(key, conversation, account));
    }
}
