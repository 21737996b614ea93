using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Search.Execution;
using FastChat.Search.Queries;
using FastChat.Server.Routing;
using FastChat.Storage;
using FastChat.Storage.Annotations;
using FastChat.Storage.Conversations;
using FastChat.Storage.Search;
using SearchHit = FastChat.Search.Execution.SearchHit;

namespace FastChat.Server.Handlers;

/// <summary>
/// Answers SearchMessages from storage, past the shards. What the caller may see is read with each conversation, and again
/// before a hit is shown (A6).
/// </summary>
internal sealed class SearchHandler(ChatDatabase database, TimeProvider time) : IDisposable
{
    private const int DefaultHits = 20;

    /// <summary>New entries looked through one by one in one search, at about a microsecond each.</summary>
    private const int ScannedEntriesMax = 65_536;

    /// <summary>After this long a search tells what it has.</summary>
    private static readonly TimeSpan TimeMax = TimeSpan.FromSeconds(2);

    private readonly SearchGate _gate = new();
    private readonly SearchNames _names = new(database);

    public async Task<ServerFrame> HandleAsync(Caller caller, SearchMessages request)
    {
        var query = Parse(request.Query);
        var asked = request.ConversationIds.Select(RequestFields.Conversation).Distinct().ToList();
        if (asked.Count > ProtocolLimits.SearchConversationsMax)
        {
            throw new RefusalException(Code.LimitReached, $"At most {ProtocolLimits.SearchConversationsMax} conversations in one search.");
        }

        var after = SearchContinuation.Read(request.Continuation.Span);
        return new ServerFrame { SearchPage = await _gate.RunAsync(() => Search(caller.Account, request, query, asked, after)) };
    }

    public void Dispose() => _gate.Dispose();

    private SearchPage Search(AccountId caller, SearchMessages request, SearchQuery query, List<ConversationId> asked, SearchHit? after)
    {
        var started = time.GetTimestamp();
        if (asked.Exists(conversation => View(caller, conversation) is null)) throw RequestFields.NotFound();
        var conversations = _names.Choose(caller, asked.Count > 0 ? asked : Conversations(caller), query);
        var plan = SearchPlan.Create(query, name => _names.FindAccount(caller, name));
        var order = request.Order == SearchOrder.Relevance ? HitOrder.Relevance : HitOrder.Time;
        var limit = (int)Math.Clamp(request.Limit == 0 ? DefaultHits : request.Limit, 1, ProtocolLimits.SearchHitsMax);
        var hits = new TopHits(order, limit, after);
        var search = new ConversationSearch(database, plan, hits, ScannedEntriesMax);
        if (order == HitOrder.Relevance) Weigh(search, plan, conversations);
        var page = new SearchPage();
        foreach (var conversation in conversations)
        {
            search.Run(conversation, id => View(caller, id));
            if (time.GetElapsedTime(started) < TimeMax) continue;
            page.Incomplete = true;
            break;
        }

        page.Incomplete |= search.IsIncomplete;
        Show(caller, search, hits, page);
        return page;
    }

    /// <summary>Rare words count more. How rare they are, a few conversations tell well enough.</summary>
    private static void Weigh(ConversationSearch search, SearchPlan plan, List<ConversationId> conversations)
    {
        var counts = new long[plan.ClauseCount];
        var documents = 0L;
        foreach (var conversation in conversations.Take(StorageLimits.SearchSampleConversations)) documents += search.Sample(conversation, counts);
        plan.Weigh(counts, documents);
    }

    private void Show(AccountId caller, ConversationSearch search, TopHits hits, SearchPage page)
    {
        var found = hits.Take();
        var views = new Dictionary<ConversationId, SearchView?>();
        foreach (var hit in found)
        {
            var conversation = new ConversationId(hit.Conversation);
            if (!views.TryGetValue(conversation, out var seen)) views[conversation] = seen = View(caller, conversation);
            if (seen is not { } view || IsHidden(caller, conversation, (ulong)hit.Sequence) || search.Show(in hit, view.LastSequence) is not { } shown) continue;
            // Words that came by an edit during a block are withheld as those of a message are.
            if (Withheld(caller, conversation).Holds(shown.Message.EditSequence)) continue;
            var message = shown.Message.Document;
            page.Hits.Add(new FastChat.Protocol.SearchHit
            {
                ConversationId = conversation.ToByteString(),
                Sequence = (ulong)message.Sequence,
                SenderAccount = new AccountId(message.Sender).ToByteString(),
                ServerTimeMs = message.TimeMs,
                Edited = shown.Message.IsEdited,
                Excerpt = shown.Excerpt.Text,
                Highlights = { shown.Excerpt.Highlights.Select(range => new FastChat.Protocol.TextRange { Start = (uint)range.Start, Length = (uint)range.Length }) },
                CutAtStart = shown.Excerpt.IsCutAtStart,
                CutAtEnd = shown.Excerpt.IsCutAtEnd,
            });
        }

        if (hits.HasMore && found.Count > 0) page.Continuation = SearchContinuation.Write(found[^1]);
    }

    /// <summary>What the account may see of a conversation now; null: nothing.</summary>
    private SearchView? View(AccountId caller, ConversationId conversation)
    {
        // The head before the member row: whoever is a member afterwards may see all up to it, and gets no more (A6).
        var head = database.Conversations.ReadHead(conversation)?.Sequence ?? 0;
        return database.Conversations.ReadRecord(conversation) is { Encryption: Encryption.None } record
            && database.Members.Read(conversation, caller) is { } member
            && Permissions.Allows(Operation.Read, record.Kind, member.Role)
            ? new SearchView(
                Math.Max(member.FirstVisibleSequence, Hidden(caller, conversation).Through + 1),
                record.Kind == ConversationKind.Direct ? Withheld(caller, conversation).Cap(head) : head)
            : null;
    }

    private bool IsHidden(AccountId caller, ConversationId conversation, ulong sequence) =>
        Hidden(caller, conversation).Sequences.Contains(sequence) || Withheld(caller, conversation).Holds(sequence);

    /// <summary>What came while the caller had blocked the other side.</summary>
    private WithheldRecord Withheld(AccountId caller, ConversationId conversation) =>
        database.Annotations.Withheld.Read(conversation, caller) ?? WithheldRecord.None;

    /// <summary>What the caller has deleted for itself is not found either.</summary>
    private HiddenRecord Hidden(AccountId caller, ConversationId conversation) =>
        database.Annotations.Hidden.Read(conversation, caller) ?? HiddenRecord.None;

    private List<ConversationId> Conversations(AccountId caller)
    {
        var conversations = new List<ConversationId>();
        database.Lists.Read(caller, ConversationId.None, (conversation, in row) =>
        {
            if (row.State == ListState.Member) conversations.Add(conversation);
            return true;
        });
        return conversations;
    }

    private static SearchQuery Parse(string query)
    {
        try
        {
            return SearchQuery.Parse(query);
        }
        catch (QueryException wrong)
        {
            throw new RefusalException(Code.BadQuery, $"{wrong.Message} (Problem {(int)wrong.Problem}, at character {wrong.At}.)");
        }
    }
}
