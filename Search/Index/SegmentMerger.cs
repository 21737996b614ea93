namespace FastChat.Search.Index;

/// <summary>
/// Makes one segment of several: what newer ones mask in older ones vanishes. Memory: about 20 bytes a message, and a piece of
/// each.
/// </summary>
public static class SegmentMerger
{
    /// <summary>Whether segments with so many messages and words may become one.</summary>
    public static bool Fits(long documents, long words) =>
        documents <= SearchLimits.SegmentDocumentsMax && words <= SearchLimits.SegmentWordsMax;

    /// <summary>Merges segments, the oldest first.</summary>
    /// <param name="segments">At least one. Together they must fit: <see cref="Fits"/>.</param>
    /// <param name="masksBelow">Messages with smaller sequences may stand in still older segments, so their masks are kept.</param>
    /// <param name="sink">Takes the pieces.</param>
    /// <param name="gone">Messages that segments which are not merged mask.</param>
    /// <exception cref="SearchFormatException">A segment is damaged.</exception>
    public static SegmentInfo Run(
        IReadOnlyList<SegmentReader> segments, long masksBelow, IPieceSink sink, IReadOnlySet<long>? gone = null)
    {
        ArgumentNullException.ThrowIfNull(segments);
        var masks = new HashSet<long>(gone ?? new HashSet<long>());
        var living = Collect(segments, masks);
        masks.ExceptWith(gone ?? new HashSet<long>());
        foreach (var segment in segments) masks.UnionWith(segment.Masks.ToArray());
        var maps = segments.Select(_ => new PlaceMap()).ToArray();
        Place(living, maps);
        var writer = new SegmentWriter(sink);
        writer.AddDocuments([.. living.Select(document => document.Entry)]);
        MergeTerms(segments, maps, writer);
        return writer.Finish([.. masks.Where(mask => mask < masksBelow).Order()]);
    }

    /// <summary>The messages that no newer segment masks, by sequence; adds all masks.</summary>
    private static List<Living> Collect(IReadOnlyList<SegmentReader> segments, HashSet<long> masks)
    {
        var block = new DocumentBlock();
        var parts = new List<Living>[segments.Count];
        for (var i = segments.Count - 1; i >= 0; i--)
        {
            parts[i] = new List<Living>(segments[i].DocumentCount);
            var documents = segments[i].Documents;
            for (var number = 0; number < documents.BlockCount; number++)
            {
                documents.Load(number, block);
                for (var k = 0; k < block.Count; k++)
                {
                    var sequence = block.Sequence(k);
                    if (masks.Count > 0 && masks.Contains(sequence)) continue;
                    var places = block.Starts[k + 1] - block.Starts[k];
                    parts[i].Add(new Living(new DocumentEntry(sequence, block.Seconds(k), places), i, block.Starts[k]));
                }
            }

            foreach (var mask in segments[i].Masks) masks.Add(mask);
        }

        return Join(parts);
    }

    /// <summary>One list in order, of a message that two segments hold the newer one. Without edits the parts follow each other.</summary>
    private static List<Living> Join(List<Living>[] parts)
    {
        var all = new List<Living>(parts.Sum(part => part.Count));
        var isAscending = true;
        foreach (var part in parts)
        {
            isAscending &= all.Count == 0 || part.Count == 0 || part[0].Entry.Sequence > all[^1].Entry.Sequence;
            all.AddRange(part);
        }

        if (isAscending) return all;
        all.Sort((a, b) => (a.Entry.Sequence, b.Segment).CompareTo((b.Entry.Sequence, a.Segment)));
        var last = 0L;
        all.RemoveAll(document =>
        {
            var isRepeated = document.Entry.Sequence == last;
            last = document.Entry.Sequence;
            return isRepeated;
        });
        return all;
    }

    /// <summary>Gives each living message its new place. A map wants its messages in the order of their old places.</summary>
    private static void Place(List<Living> living, PlaceMap[] maps)
    {
        var next = 0;
        // Within one segment messages are in the order of their sequences, so this order serves all maps.
        foreach (var document in living)
        {
            maps[document.Segment].Add(document.Start, document.Start + document.Entry.Places, next);
            next += document.Entry.Places;
        }
    }

    private static void MergeTerms(IReadOnlyList<SegmentReader> segments, PlaceMap[] maps, SegmentWriter writer)
    {
        var cursors = segments.Select(segment => new TermCursor(segment)).ToArray();
        var term = new byte[SearchLimits.TermBytesMax];
        var (old, merged) = (new List<int>(), new List<int>());
        while (Smallest(cursors) is { } smallest)
        {
            var length = smallest.Term.Length;
            smallest.Term.CopyTo(term);
            merged.Clear();
            for (var i = 0; i < cursors.Length; i++)
            {
                if (cursors[i].IsAtEnd || !cursors[i].Term.SequenceEqual(term.AsSpan(0, length))) continue;
                old.Clear();
                PlaceReader.ReadAll(segments[i], cursors[i].Places, old);
                maps[i].Map(old, merged);
                cursors[i].MoveNext();
            }

            var places = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(merged);
            // Edited messages come to stand among older ones.
            if (!IsAscending(places)) places.Sort();
            if (places.Length > 0) writer.AddTerm(term.AsSpan(0, length), places);
        }
    }

    private static TermCursor? Smallest(TermCursor[] cursors)
    {
        TermCursor? smallest = null;
        foreach (var cursor in cursors)
        {
            if (cursor.IsAtEnd) continue;
            if (smallest is null || cursor.Term.SequenceCompareTo(smallest.Term) < 0) smallest = cursor;
        }

        return smallest;
    }

    private static bool IsAscending(ReadOnlySpan<int> places)
    {
        for (var i = 1; i < places.Length; i++)
        {
            if (places[i] <= places[i - 1]) return false;
        }

        return true;
    }

    private readonly record struct Living(DocumentEntry Entry, int Segment, int Start);
}
