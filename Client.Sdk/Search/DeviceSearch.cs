using System.Globalization;
using FastChat.Client.Accounts;
using FastChat.Client.LocalState;
using FastChat.Client.Messages;
using FastChat.Protocol.Identifiers;
using FastChat.Search.Execution;
using FastChat.Search.Queries;

namespace FastChat.Client.Search;

/// <summary>
/// Searches on this device, in what its store holds of the conversations that the account is in: the segments of the index,
/// and one by one what waits to be taken in. Thread-safe.
/// </summary>
internal sealed class DeviceSearch(LocalStore store, AccountId me, People people)
{
    private readonly StoredMessages _messages = new(me);

    /// <summary>Reads one snapshot of the store.</summary>
    /// <exception cref="ChatException">The query cannot be understood.</exception>
    public FoundPage Run(string query, SearchOptions options)
    {
        var parsed = Parse(query);
        return store.Read(connection => Run(connection, parsed, options));
    }

    private FoundPage Run(StoreConnection connection, SearchQuery query, SearchOptions options)
    {
        var plan = SearchPlan.Create(query, name => FindAccount(connection, name)?.Value);
        var order = options.Order == SearchOrder.Relevance ? HitOrder.Relevance : HitOrder.Time;
        var hits = new TopHits(order, options.Limit, SearchPositions.ReadHit(options.After));
        var match = new DocumentMatch(plan);
        var segments = new SegmentSearch(plan);
        var scanned = 0;
        var incomplete = false;
        foreach (var conversation in Choose(connection, query, options))
            incomplete |= !Search(connection, conversation, segments, match, hits, ref scanned);
        var found = hits.Take();
        var messages = found.Select(hit => Show(connection, hit, match)).OfType<FoundMessage>();
        return new FoundPage(
            [.. messages], hits.HasMore && found.Count > 0 ? SearchPositions.Write(found[^1]) : null, incomplete || segments.IsIncomplete);
    }

    /// <summary>False: something was left out.</summary>
    private bool Search(
        StoreConnection connection, ConversationRow conversation, SegmentSearch segments, DocumentMatch match, TopHits hits, ref int scanned)
    {
        var pending = SearchTable.ReadPending(connection, conversation.Key, StoreLimits.SearchScannedMax - scanned + 1);
        var complete = pending.Count <= StoreLimits.SearchScannedMax - scanned;
        scanned = Math.Min(StoreLimits.SearchScannedMax, scanned + pending.Count);
        var masks = new HashSet<long>();
        foreach (var (sequence, _) in pending)
        {
            masks.Add(sequence);
            if (sequence < conversation.FirstVisible || _messages.Read(connection, conversation.Id, sequence) is not { } message)
                continue;
            if (match.Fits(message.Document, out var score))
                hits.Add(new SearchHit(conversation.Id.Value, sequence, message.Document.Seconds, score));
        }

        foreach (var row in SearchTable.ReadSegments(connection, conversation.Key).AsEnumerable().Reverse())
        {
            if (SearchTable.Open(connection, row.Segment) is not { } segment)
                continue;
            segments.Run(segment, new SearchScope(conversation.Id.Value, conversation.FirstVisible, long.MaxValue, masks), hits);
            foreach (var mask in segment.Masks)
                masks.Add(mask);
        }

        return complete;
    }

    private FoundMessage? Show(StoreConnection connection, SearchHit hit, DocumentMatch match)
    {
        var conversation = new ConversationId(hit.Conversation);
        if (_messages.Read(connection, conversation, hit.Sequence) is not { } message)
            return null;
        var excerpt = Excerpt.Cut(message.Document.Text, match.Highlight(message.Document));
        return new FoundMessage(
            conversation,
            hit.Sequence,
            people.Find(new AccountId(message.Document.Sender)),
            EntryReader.At(message.Document.TimeMs),
            excerpt.Text,
            [.. excerpt.Highlights.Select(range => new Highlight(range.Start, range.Length))],
            message.Edited)
        {
            IsCutAtStart = excerpt.IsCutAtStart,
            IsCutAtEnd = excerpt.IsCutAtEnd,
        };
    }

    private IEnumerable<ConversationRow> Choose(StoreConnection connection, SearchQuery query, SearchOptions options)
    {
        var asked = Contents.Some(options.Conversations).ToHashSet();
        var filters = query.Filters.Where(filter => filter.Kind == FilterKind.In).ToList();
        var tests = filters.ToLookup(filter => filter.IsExcluded, filter => TestOf(connection, filter.Value));
        return ConversationTable.ReadAll(connection).Where(row =>
            row is { Left: false, Deleted: false }
            && (asked.Count == 0 || asked.Contains(row.Id))
            && !tests[true].Any(test => test(row))
            && (!tests[false].Any() || tests[false].Any(test => test(row))));
    }

    private Func<ConversationRow, bool> TestOf(StoreConnection connection, string value)
    {
        if (TryId(value, out var id))
            return row => row.Id.Value == id;
        var peer = FindAccount(connection, value);
        var title = TitleWords.Of(value);
        return row => (peer is { } account && row.Peer == account) || title.AreIn(row.Title);
    }

    private AccountId? FindAccount(StoreConnection connection, string name)
    {
        if (name.Equals("me", StringComparison.OrdinalIgnoreCase))
            return me;
        return TryId(name, out var id) ? new AccountId(id) : PeopleTable.FindByHandle(connection, name.TrimStart('@'));
    }

    private static bool TryId(string text, out UInt128 id)
    {
        id = 0;
        var digits = text.Replace("-", "", StringComparison.Ordinal);
        return digits.Length == 32 && UInt128.TryParse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out id);
    }

    private static SearchQuery Parse(string query)
    {
        try
        {
            return SearchQuery.Parse(query);
        }
        catch (QueryException wrong)
        {
            throw new ChatException(ErrorCode.BadQuery, $"{wrong.Message} (Problem {(int)wrong.Problem}, at character {wrong.At}.)", null, wrong);
        }
    }
}
