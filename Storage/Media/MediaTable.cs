using FastChat.Protocol.Identifiers;
using FastChat.Storage.Commit;
using FastChat.Storage.Keys;
using FastChat.Storage.Records;
using FastChat.Storage.Sealing;

namespace FastChat.Storage.Media;

/// <summary>
/// Stored blobs, and who may read them: a reference row of a conversation or account holds the blob's key under that
/// owner's data key.
/// </summary>
public sealed class MediaTable
{
    private readonly Rows _rows;
    private readonly KeyRing _keys;

    internal MediaTable(Rows rows, KeyRing keys)
    {
        _rows = rows;
        _keys = keys;
    }

    public MediaRecord? Read(MediaId media)
    {
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        return _rows.TryRead<MediaRecord>(Table.Media, RowKey.Owner(key, media), _keys.Server, out var record)
            ? record
            : null;
    }

    public void Put(CommitBatch batch, MediaId media, MediaRecord record)
    {
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        Rows.Put(batch, Table.Media, RowKey.Owner(key, media), _keys.Server, record);
    }

    public void Delete(CommitBatch batch, MediaId media)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        batch.Delete(Table.Media, RowKey.Owner(key, media));
    }

    public MediaReferenceRecord? ReadReference(ConversationId owner, MediaId media) =>
        ReadReference(owner, media, _keys.Find(owner));

    public MediaReferenceRecord? ReadReference(AccountId owner, MediaId media) =>
        ReadReference(owner, media, _keys.Find(owner));

    /// <summary>An account's own references: one pass over its rows.</summary>
    public IReadOnlyList<(MediaId Media, MediaReferenceRecord Reference)> ReadReferences(AccountId owner)
    {
        var found = new List<(MediaId, MediaReferenceRecord)>();
        if (_keys.Find(owner) is not { } dataKey) return found;
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        var prefix = RowKey.Owner(key, owner);
        using var rows = _rows.Database.Iterate(Table.MediaReferences);
        for (var more = rows.Seek(prefix); more && rows.Key.StartsWith(prefix); more = rows.MoveNext())
        {
            var reference = Rows.Decode<MediaReferenceRecord>(Table.MediaReferences, rows.Key, rows.Value, dataKey);
            found.Add((new MediaId(RowKey.ReadSecond(rows.Key)), reference));
        }

        return found;
    }

    /// <summary>Up to <paramref name="limit"/> blobs after another one in the order of keys (none: from the start).</summary>
    public IReadOnlyList<(MediaId Media, MediaRecord Record)> ReadPage(MediaId after, int limit)
    {
        var page = new List<(MediaId, MediaRecord)>();
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        using var rows = _rows.Database.Iterate(Table.Media, scan: true);
        var more = after.IsNone() ? rows.SeekToFirst() : rows.Seek(RowKey.OwnerEnd(key, after));
        for (; more && page.Count < limit; more = rows.MoveNext())
            page.Add((new MediaId(RowKey.ReadOwner(rows.Key)), Rows.Decode<MediaRecord>(Table.Media, rows.Key, rows.Value, _keys.Server)));
        return page;
    }

    /// <summary>Every reference there is at one moment: whose (a conversation or an account), and to what. No row is opened.</summary>
    public IEnumerable<(UInt128 Owner, MediaId Media)> ReadAllReferences()
    {
        using var rows = _rows.Database.Iterate(Table.MediaReferences, scan: true);
        for (var more = rows.SeekToFirst(); more; more = rows.MoveNext())
            yield return (RowKey.ReadOwner(rows.Key), new MediaId(RowKey.ReadSecond(rows.Key)));
    }

    /// <summary>Up to so many of an account's own references after a medium (none: from the start).</summary>
    public IReadOnlyList<(MediaId Media, MediaReferenceRecord Reference)> ReadReferences(AccountId owner, MediaId after, int limit)
    {
        var page = new List<(MediaId, MediaReferenceRecord)>();
        if (_keys.Find(owner) is not { } dataKey) return page;
        Span<byte> start = stackalloc byte[StorageLimits.KeyBytesMax];
        var prefix = RowKey.Owner(stackalloc byte[RowKey.PrefixBytes], owner);
        using var rows = _rows.Database.Iterate(Table.MediaReferences);
        var more = rows.Seek(RowKey.Pair(start, owner, new MediaId(after.Value + 1)));
        for (; more && page.Count < limit && rows.Key.StartsWith(prefix); more = rows.MoveNext())
        {
            page.Add((
                new MediaId(RowKey.ReadSecond(rows.Key)),
                Rows.Decode<MediaReferenceRecord>(Table.MediaReferences, rows.Key, rows.Value, dataKey)));
        }

        return page;
    }

    /// <summary>Up to so many blobs that an account uploaded, after one (none: from the start): they lie in the account's shard.</summary>
    public IReadOnlyList<MediaId> ReadOwned(AccountId owner, MediaId after, int limit)
    {
        var page = new List<MediaId>();
        Span<byte> start = stackalloc byte[StorageLimits.KeyBytesMax];
        RowKey.Owner(start, owner);
        new MediaId(after.Value + 1).Write(start[1..]);
        var shard = start[0];
        using var rows = _rows.Database.Iterate(Table.Media, scan: true);
        var more = rows.Seek(start[..RowKey.PrefixBytes]);
        for (; more && page.Count < limit && rows.Key[0] == shard; more = rows.MoveNext())
        {
            if (Rows.Decode<MediaRecord>(Table.Media, rows.Key, rows.Value, _keys.Server).Owner == owner)
                page.Add(new MediaId(RowKey.ReadOwner(rows.Key)));
        }

        return page;
    }

    /// <summary>Leaves those of the media that nobody but the account refers to: one pass over the keys of all references.</summary>
    public void RemoveReferenced(ISet<MediaId> media, AccountId except)
    {
        ArgumentNullException.ThrowIfNull(media);
        using var rows = _rows.Database.Iterate(Table.MediaReferences, scan: true);
        for (var more = rows.SeekToFirst(); more && media.Count > 0; more = rows.MoveNext())
        {
            if (RowKey.ReadOwner(rows.Key) != except.Value) media.Remove(new MediaId(RowKey.ReadSecond(rows.Key)));
        }
    }

    public void PutReference(
        CommitBatch batch, ConversationId owner, MediaId media, DataKey dataKey, MediaReferenceRecord reference) =>
        Put(batch, owner, media, dataKey, reference);

    public void PutReference(
        CommitBatch batch, AccountId owner, MediaId media, DataKey dataKey, MediaReferenceRecord reference) =>
        Put(batch, owner, media, dataKey, reference);

    public void DeleteReference(CommitBatch batch, ConversationId owner, MediaId media) => Delete(batch, owner, media);

    public void DeleteReference(CommitBatch batch, AccountId owner, MediaId media) => Delete(batch, owner, media);

    private static void Put<T>(
        CommitBatch batch, T owner, MediaId media, DataKey dataKey, MediaReferenceRecord reference)
        where T : struct, IIdentifier<T>
    {
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        Rows.Put(batch, Table.MediaReferences, RowKey.Pair(key, owner, media), dataKey, reference);
    }

    private static void Delete<T>(CommitBatch batch, T owner, MediaId media)
        where T : struct, IIdentifier<T>
    {
        ArgumentNullException.ThrowIfNull(batch);
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        batch.Delete(Table.MediaReferences, RowKey.Pair(key, owner, media));
    }

    private MediaReferenceRecord? ReadReference<T>(T owner, MediaId media, DataKey? dataKey)
        where T : struct, IIdentifier<T>
    {
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        return dataKey is not null
            && _rows.TryRead<MediaReferenceRecord>(
                Table.MediaReferences, RowKey.Pair(key, owner, media), dataKey, out var reference)
            ? reference
            : null;
    }
}
