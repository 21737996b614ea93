using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Search;
using FastChat.Search.Index;

namespace FastChat.Storage.Search;

/// <summary>
/// Works out how a conversation's index goes on: a segment of the log's newest entries, segments merged as they grow, deleted
/// text purged. Reads only; what is to be written it hands to its caller. Off the loops; one thread at a time, and one indexing
/// for a database.
/// </summary>
public sealed class SearchIndexing(ChatDatabase database)
{
    private readonly SegmentBuilder _builder = new();

    /// <summary>Whether a conversation has enough new entries for a segment.</summary>
    public bool IsDue(ConversationId conversation) =>
        database.Conversations.ReadHead(conversation) is { } head
        && head.Sequence - Math.Min(head.Sequence, database.Search.ReadManifest(conversation).Covered) >= StorageLimits.SearchTailEntries;

    /// <summary>Whether deleted text waits in a conversation's segments, and since when.</summary>
    public long PurgeSinceMs(ConversationId conversation) => database.Search.ReadManifest(conversation).PurgeMs;

    /// <summary>
    /// The next step of a conversation's index; null: there is nothing to do.
    /// </summary>
    /// <param name="conversation">Which.</param>
    /// <param name="nowMs">The time.</param>
    /// <param name="isQuiet">Fewer new entries make a segment, and any that delete something.</param>
    /// <param name="purges">Deleted text is purged now, however large the segments are.</param>
    /// <returns>Writes to be done in order, each in one commit.</returns>
    /// <exception cref="SearchFormatException">A segment is damaged: <see cref="Drop"/> the index, and it is made anew.</exception>
    public IEnumerable<SearchWrite>? Next(ConversationId conversation, long nowMs, bool isQuiet = false, bool purges = false)
    {
        // The server cannot read encrypted ones.
        if (database.Conversations.ReadRecord(conversation) is not { Encryption: Encryption.None }
            || database.Conversations.ReadHead(conversation) is not { } head) return null;
        var before = database.Search.ReadManifest(conversation);
        var erased = database.Search.ReadErased(conversation, StorageLimits.SearchErasedMax);
        var isDue = head.Sequence >= before.Covered + (isQuiet ? StorageLimits.SearchQuietEntries : (ulong)StorageLimits.SearchTailEntries);
        var isPurgeDue = before.PurgeMs > 0 && (purges || nowMs - before.PurgeMs >= StorageLimits.SearchPurgeDelayMs);
        if (!isDue && !isQuiet && !isPurgeDue && erased.Count == 0) return null;
        var changes = LogChanges.Read(
            database.Blocks, conversation, before.Covered + 1, head.Sequence, StorageLimits.SearchBatchEntriesMax, StorageLimits.SearchBatchBytesMax);
        var isNews = (isDue && changes.Last > before.Covered) || changes.HasDeletions;
        if (!isNews && !isPurgeDue && erased.Count == 0) return null;

        var change = new SearchChange(database.Search, conversation, before) { Covered = Math.Max(before.Covered, changes.Last), Erased = erased };
        changes.Reread(erased);
        AddSegment(change, changes, before.Covered);
        if ((changes.HasDeletions || erased.Count > 0) && change.PurgeMs == 0) change.PurgeMs = nowMs;
        var documents = change.Segments.Sum(segment => (long)segment.Documents);
        if (change.PurgeMs > 0 && (purges || isPurgeDue || documents <= StorageLimits.SearchPurgeAtOnceDocuments)) Purge(change, conversation);
        Merge(change, conversation);
        return change.Writes();
    }

    /// <summary>Removes a conversation's index, so that it is made anew.</summary>
    public SearchWrite Drop(ConversationId conversation) => new(database.Search, conversation, null, [], [], []);

    private void AddSegment(SearchChange change, LogChanges changes, ulong covered)
    {
        _builder.Clear();
        foreach (var document in changes.Documents) _builder.Add(document);
        foreach (var mask in changes.Masks) _builder.Mask(mask);
        // Only reactions, say.
        if (_builder.IsEmpty) return;
        var pieces = new PieceList();
        var info = _builder.Build(pieces);
        change.Segments.Add(Describe(change.Keep(pieces), covered + 1, changes.Last, info));
    }

    /// <summary>Rewrites each segment that still holds something that a newer one masks.</summary>
    private void Purge(SearchChange change, ConversationId conversation)
    {
        change.PurgeMs = 0;
        using var opened = new OpenSegments(database.Search, conversation, change);
        var masks = new HashSet<long>();
        for (var i = change.Segments.Count - 1; i >= 0; i--)
        {
            var reader = opened.Open(i);
            if (reader.HoldsAny(masks)) Rewrite(change, i, 1, [reader], masks);
            masks.UnionWith(reader.Masks.ToArray());
        }
    }

    /// <summary>Once there are four segments of a size, or smaller, at the end, they become one.</summary>
    private void Merge(SearchChange change, ConversationId conversation)
    {
        using var opened = new OpenSegments(database.Search, conversation, change);
        while (MergeableTail(change.Segments) is var count and > 1)
        {
            var first = change.Segments.Count - count;
            Rewrite(change, first, count, [.. Enumerable.Range(first, count).Select(opened.Open)], new HashSet<long>());
        }
    }

    private static void Rewrite(SearchChange change, int first, int count, IReadOnlyList<SegmentReader> readers, IReadOnlySet<long> gone)
    {
        var range = change.Segments.GetRange(first, count);
        var pieces = new PieceList();
        var masksBelow = first == 0 ? 0 : (long)range[0].FirstEntry;
        var info = SegmentMerger.Run(readers, masksBelow, pieces, gone);
        var isEmpty = info.Documents == 0 && info.Masks == 0;
        change.Replace(first, count, isEmpty ? null : Describe(change.Keep(pieces), range[0].FirstEntry, range[^1].LastEntry, info));
    }

    private static int MergeableTail(List<SearchSegment> segments)
    {
        for (var size = 0; size <= Size(SearchLimits.SegmentDocumentsMax); size++)
        {
            var (count, documents, words) = (0, 0L, 0L);
            for (var i = segments.Count - 1; i >= 0 && Size(segments[i].Documents) <= size; i--)
            {
                count++;
                documents += segments[i].Documents;
                words += segments[i].Words;
            }

            if (count >= StorageLimits.SearchMergeSegments && SegmentMerger.Fits(documents, words)) return count;
        }

        return 0;
    }

    /// <summary>How often so many messages can be split into four before they are a tail.</summary>
    private static int Size(int documents)
    {
        var size = 0;
        for (var rest = (long)documents; rest > StorageLimits.SearchTailEntries * 2; rest /= StorageLimits.SearchMergeSegments) size++;
        return size;
    }

    private static SearchSegment Describe(uint number, ulong first, ulong last, SegmentInfo info) =>
        new(number, first, last, info.Pieces, info.Documents, info.Words, info.Bytes);
}
