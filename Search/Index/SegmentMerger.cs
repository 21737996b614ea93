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
        var masks = new SortedSet<long>();
        var living = Collect(segments, masks, gone ?? new HashSet<long>());
        living.Sort((a, b) => a.Entry.Sequence.CompareTo(b.Entry.Sequence));
        var maps = segments.Select(_ => new PlaceMap()).ToArray();
        Place(living, maps);
        var writer = new SegmentWriter(sink);
        writer.AddDocuments([.. living.Select(document => document.Entry)]);
        MergeTerms(segments, maps, writer);
        return writer.Finish([.. masks.Where(mask => mask < masksBelow)]);
    }

    /// <summary>The messages that no newer segment masks, and all masks.</summary>
    private static List<Living> Collect(IReadOnlyList<SegmentReader> segments, SortedSet<long> masks, IReadOnlySet<long> gone)
    {
        var living = new List<Living>();
        var seen = new HashSet<long>();
        var block = new DocumentBlock();
        for (var i = segments.Count - 1; i >= 0; i--)
        {
            var documents = segments[i].Documents;
            for (var number = 0; number < documents.BlockCount; number++)
            {
                documents.Load(number, block);
                for (var k = 0; k < block.Count; k++)
                {
                    var sequence = block.Sequence(k);
                    if (masks.Contains(sequence) || gone.Contains(sequence) || !seen.Add(sequence)) continue;
                    var places = block.Starts[k + 1] - block.Starts[k];
                    living.Add(new Living(new DocumentEntry(sequence, block.Seconds(k), places), i, block.Starts[k]));
                }
            }

            foreach (var mask in segments[i].Masks) masks.Add(mask);
        }

        return living;
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
