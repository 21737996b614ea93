using FastChat.Protocol.Identifiers;
using FastChat.Search.Index;

namespace FastChat.Client.LocalState;

/// <summary>Takes waiting messages into the index, within one transaction of the writer.</summary>
internal static class SearchWrites
{
    /// <summary>Makes a segment of a conversation's waiting messages, and merges where it is time.</summary>
    /// <param name="transaction">The writer's.</param>
    /// <param name="key">Whose.</param>
    /// <param name="read">A message as it is now; null: deleted, or not here.</param>
    /// <returns>Whether more wait than were taken.</returns>
    public static bool Index(StoreTransaction transaction, long key, Func<StoreConnection, ConversationId, long, SearchDocument?> read)
    {
        var connection = transaction.Connection;
        if (ConversationTable.FindId(connection, key) is not { } id)
            return false;
        var pending = SearchTable.ReadPending(connection, key, StoreLimits.SearchBatchMax);
        var builder = new SegmentBuilder();
        var hasGone = false;
        foreach (var (sequence, isKnown) in pending)
        {
            var document = read(connection, id, sequence);
            if (document is not null)
                builder.Add(document);
            if (isKnown)
                builder.Mask(sequence);
            hasGone |= document is null;
            SearchTable.DeletePending(connection, key, sequence);
        }

        var segments = SearchTable.ReadSegments(connection, key);
        if (!builder.IsEmpty)
        {
            var number = SearchTable.NextSegment(connection);
            var info = builder.Build(SearchTable.Sink(connection, number));
            var row = new SearchSegmentRow(segments.Count == 0 ? 1 : segments[^1].Rank + 1, number, info.Documents, info.Words);
            SearchTable.PutSegment(connection, key, in row);
            segments.Add(row);
        }

        if (hasGone)
            Purge(connection, key, segments);
        while (MergeableTail(segments) is var count and > 1)
            Replace(connection, key, segments, segments.Count - count, count, null);
        return pending.Count == StoreLimits.SearchBatchMax;
    }

    /// <summary>What was deleted leaves the segments that hold it, at once.</summary>
    private static void Purge(StoreConnection connection, long key, List<SearchSegmentRow> segments)
    {
        var masks = new HashSet<long>();
        for (var i = segments.Count - 1; i >= 0; i--)
        {
            if (SearchTable.Open(connection, segments[i].Segment) is not { } reader)
                continue;
            if (reader.HoldsAny(masks))
                Replace(connection, key, segments, i, 1, masks);
            masks.UnionWith(reader.Masks.ToArray());
        }
    }

    private static void Replace(StoreConnection connection, long key, List<SearchSegmentRow> segments, int first, int count, IReadOnlySet<long>? gone)
    {
        var old = segments.GetRange(first, count);
        var readers = old.Select(row => SearchTable.Open(connection, row.Segment)).OfType<SegmentReader>().ToList();
        var number = SearchTable.NextSegment(connection);
        // Messages come in any order here, so masks are kept as long as there are older segments.
        var info = SegmentMerger.Run(readers, first == 0 ? 0 : long.MaxValue, SearchTable.Sink(connection, number), gone);
        foreach (var row in old)
            SearchTable.DeleteSegment(connection, key, in row);
        segments.RemoveRange(first, count);
        var merged = new SearchSegmentRow(old[0].Rank, number, info.Documents, info.Words);
        SearchTable.PutSegment(connection, key, in merged);
        segments.Insert(first, merged);
    }

    private static int MergeableTail(List<SearchSegmentRow> segments)
    {
        for (var size = (long)StoreLimits.SearchBatchMax; size <= StoreLimits.SearchMergedDocumentsMax; size *= StoreLimits.SearchMergeSegments)
        {
            var tail = segments.AsEnumerable().Reverse().TakeWhile(segment => segment.Documents <= size).ToList();
            if (tail.Count >= StoreLimits.SearchMergeSegments && tail.Sum(segment => segment.Documents) <= StoreLimits.SearchMergedDocumentsMax
                && SegmentMerger.Fits(tail.Sum(segment => segment.Documents), tail.Sum(segment => segment.Words)))
                return tail.Count;
        }

        return 0;
    }
}
