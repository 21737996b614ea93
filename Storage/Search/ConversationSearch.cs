using FastChat.Protocol.Identifiers;
using FastChat.Search;
using FastChat.Search.Execution;
using FastChat.Search.Index;

namespace FastChat.Storage.Search;

/// <summary>
/// Runs a plan over conversations: first the newest entries, which no segment covers, then the segments from the newest to the
/// oldest. One search; one thread at a time.
/// </summary>
/// <param name="database">The database.</param>
/// <param name="plan">What to look for.</param>
/// <param name="hits">Takes what fits.</param>
/// <param name="scannedEntriesMax">Entries to look through one by one, in all conversations together.</param>
public sealed class ConversationSearch(ChatDatabase database, SearchPlan plan, TopHits hits, int scannedEntriesMax)
{
    /// <summary>How often a conversation is read again because its segments were merged meanwhile.</summary>
    private const int TriesMax = 8;

    private readonly DocumentMatch _match = new(plan);
    private readonly SegmentSearch _segments = new(plan);
    private readonly MessageReader _messages = new(database.Blocks);
    private int _scanned;
    private bool _isCut;

    /// <summary>Something was not looked through: too many new entries, or too many words begin with a prefix.</summary>
    public bool IsIncomplete => _isCut || _segments.IsIncomplete;

    /// <summary>Adds the hits of a conversation, as far as <paramref name="view"/> allows.</summary>
    /// <param name="conversation">Which.</param>
    /// <param name="view">Tells what the searcher may see. It is asked after the index was read, again if that has to be repeated;
    /// null: nothing.</param>
    /// <exception cref="StorageCorruptException">The index is damaged.</exception>
    public void Run(ConversationId conversation, Func<ConversationId, SearchView?> view)
    {
        ArgumentNullException.ThrowIfNull(view);
        for (var tries = 1; ; tries++)
        {
            var manifest = database.Search.ReadManifest(conversation);
            if (view(conversation) is not { } visible) return;
            try
            {
                Run(conversation, manifest, visible);
                return;
            }
            catch (SearchFormatException damage)
            {
                // A merge may have removed segments since the manifest was read. Hits that were added are added once more: the
                // page keeps one of each.
                var isCurrent = database.Search.ReadManifest(conversation).NextSegment == manifest.NextSegment;
                if (isCurrent || tries == TriesMax) throw new StorageCorruptException($"The index of conversation {conversation} is damaged.", damage);
            }
        }
    }

    /// <summary>The message of a hit, and where in it; null: it no longer fits.</summary>
    public (FoundMessage Message, Excerpt Excerpt)? Show(in SearchHit hit, ulong lastSequence)
    {
        var message = _messages.Read(new ConversationId(hit.Conversation), (ulong)hit.Sequence, lastSequence);
        if (message is null || !_match.Fits(message.Document, out _)) return null;
        return (message, Excerpt.Cut(message.Document.Text, _match.Highlight(message.Document)));
    }

    /// <summary>Adds to the counts of the plan's words in a conversation; returns how many messages that were.</summary>
    public int Sample(ConversationId conversation, long[] counts)
    {
        var manifest = database.Search.ReadManifest(conversation);
        if (manifest.Segments.IsEmpty) return 0;
        var largest = manifest.Segments.MaxBy(segment => segment.Documents);
        using var pieces = database.Search.OpenSegment(conversation, largest.Number);
        try
        {
            if (SegmentReader.Open(pieces) is not { } reader) return 0;
            _segments.Count(reader, counts);
            return reader.DocumentCount;
        }
        catch (SearchFormatException)
        {
            return 0; // Merged away meanwhile; the search itself tells if it is damage.
        }
    }

    private void Run(ConversationId conversation, SearchManifest manifest, SearchView view)
    {
        var masks = new HashSet<long>();
        Scan(conversation, manifest.Covered, view, masks);
        for (var i = manifest.Segments.Length - 1; i >= 0; i--)
        {
            using var pieces = database.Search.OpenSegment(conversation, manifest.Segments[i].Number);
            var reader = SegmentReader.Open(pieces) ?? throw new SearchFormatException("A segment is missing.");
            var scope = new SearchScope(conversation.Value, (long)view.FirstSequence, (long)view.LastSequence, masks);
            _segments.Run(reader, scope, hits);
            foreach (var mask in reader.Masks) masks.Add(mask);
        }
    }

    private void Scan(ConversationId conversation, ulong covered, SearchView view, HashSet<long> masks)
    {
        if (view.LastSequence <= covered) return;
        var budget = (ulong)Math.Max(0, scannedEntriesMax - _scanned);
        var first = Math.Max(covered + 1, view.LastSequence - Math.Min(budget, view.LastSequence) + 1);
        // What is too much are the older ones: a page shows their changes when it reads its hits.
        _isCut |= first > covered + 1;
        var changes = LogChanges.Read(database.Blocks, conversation, first, view.LastSequence, int.MaxValue);
        _scanned += (int)(view.LastSequence - first + 1);
        masks.UnionWith(changes.Masks);
        foreach (var document in changes.Documents)
        {
            if ((ulong)document.Sequence < view.FirstSequence || !_match.Fits(document, out var score)) continue;
            hits.Add(new SearchHit(conversation.Value, document.Sequence, document.Seconds, score));
        }
    }
}
