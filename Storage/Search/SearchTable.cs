using System.Buffers.Binary;
using FastChat.Protocol.Identifiers;
using FastChat.Storage.Commit;
using FastChat.Storage.Keys;
using FastChat.Storage.Records;
using FastChat.Storage.Sealing;

namespace FastChat.Storage.Search;

/// <summary>
/// The index of each conversation's messages: a manifest, the pieces of its segments, and which messages were erased since.
/// All sealed under the conversation's key, so the index goes with it.
/// </summary>
public sealed class SearchTable
{
    private const byte ManifestPart = 0;
    private const byte ErasedPart = 2;

    private readonly Rows _rows;
    private readonly KeyRing _keys;

    internal SearchTable(Rows rows, KeyRing keys)
    {
        _rows = rows;
        _keys = keys;
    }

    /// <summary>What the index consists of; <see cref="SearchManifest.Empty"/>: nothing yet.</summary>
    public SearchManifest ReadManifest(ConversationId conversation)
    {
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        return _keys.Find(conversation) is { } dataKey
            && _rows.TryRead<SearchManifest>(Table.Search, RowKey.Part(key, conversation, ManifestPart), dataKey, out var manifest)
            ? manifest
            : SearchManifest.Empty;
    }

    /// <summary>The pieces of a segment. Dispose it once nothing reads from it any more.</summary>
    /// <param name="conversation">Whose.</param>
    /// <param name="segment">Its number.</param>
    /// <param name="isWholeRead">All of it is going to be read: pieces are not kept.</param>
    public SegmentPieces OpenSegment(ConversationId conversation, uint segment, bool isWholeRead = false) =>
        new(_rows.Database, _keys.Find(conversation), conversation, segment, isWholeRead);

    /// <summary>
    /// Notes, in the batch that cuts a message's content out of the log, that its words must leave the index as well. The
    /// indexer does that; note the conversation in the feed, too.
    /// </summary>
    public void PutErased(CommitBatch batch, ConversationId conversation, ulong sequence, DataKey dataKey)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        batch.Put(Table.Search, RowKey.SearchErased(key, conversation, sequence), [1], dataKey);
    }

    /// <summary>The messages noted so, ascending, up to a limit.</summary>
    public IReadOnlyList<ulong> ReadErased(ConversationId conversation, int limit)
    {
        var erased = new List<ulong>();
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        Span<byte> prefixRoom = stackalloc byte[RowKey.PrefixBytes + 1];
        var prefix = RowKey.Part(prefixRoom, conversation, ErasedPart);
        using var rows = _rows.Database.Iterate(Table.Search);
        var more = rows.Seek(RowKey.SearchErased(key, conversation, 0));
        for (; more && erased.Count < limit && rows.Key.StartsWith(prefix); more = rows.MoveNext())
        {
            erased.Add(BinaryPrimitives.ReadUInt64BigEndian(rows.Key[prefix.Length..]));
        }

        return erased;
    }

    /// <summary>Removes a conversation's whole index, so that it is made anew.</summary>
    public void Delete(CommitBatch batch, ConversationId conversation)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Span<byte> from = stackalloc byte[StorageLimits.KeyBytesMax];
        Span<byte> to = stackalloc byte[StorageLimits.KeyBytesMax];
        batch.DeleteRange(Table.Search, RowKey.Owner(from, conversation), RowKey.OwnerEnd(to, conversation));
    }

    internal void PutManifest(CommitBatch batch, ConversationId conversation, DataKey dataKey, SearchManifest manifest)
    {
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        Rows.Put(batch, Table.Search, RowKey.Part(key, conversation, ManifestPart), dataKey, manifest);
    }

    internal static void PutPiece(
        CommitBatch batch, ConversationId conversation, DataKey dataKey, uint segment, int piece, ReadOnlySpan<byte> bytes)
    {
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        batch.Put(Table.Search, RowKey.SearchPiece(key, conversation, segment, piece), bytes, dataKey);
    }

    internal static void DeleteSegment(CommitBatch batch, ConversationId conversation, in SearchSegment segment)
    {
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        // One by one: a deleted range would slow every later look-up in its neighbourhood.
        for (var piece = 0; piece < segment.Pieces; piece++)
        {
            batch.Delete(Table.Search, RowKey.SearchPiece(key, conversation, segment.Number, piece));
        }
    }

    internal static void DeleteErased(CommitBatch batch, ConversationId conversation, ulong sequence)
    {
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        batch.Delete(Table.Search, RowKey.SearchErased(key, conversation, sequence));
    }
}
