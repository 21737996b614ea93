using FastChat.Protocol.Identifiers;
using FastChat.Server.Routing;
using FastChat.Storage;
using FastChat.Storage.Conversations;
using FastChat.Storage.Push;

namespace FastChat.Server.Push;

/// <summary>Finds out who is to be told what of a conversation that has changed. One thread.</summary>
internal sealed class PushExaminer(
    ChatDatabase database, SubscribedAccounts subscribed, PushInterest interest, PushSettings settings, TimeProvider time)
{
    private readonly ExaminedLogs _logs = new(database);

    /// <summary>
    /// Gives out pages of rows to write; null deletes one. What is asked for once more after a page could not be written gives out
    /// the same again.
    /// </summary>
    /// <param name="conversation">Which.</param>
    /// <param name="sinceMs">From when on messages are new where it is not remembered.</param>
    public IEnumerable<IReadOnlyList<(PushPlace Place, PushStateRecord? State)>> Examine(ConversationId conversation, long sinceMs)
    {
        // The head before the rows: what comes meanwhile is looked at with its own change.
        if (database.Conversations.ReadHead(conversation) is not { } head
            || database.Conversations.ReadRecord(conversation) is not { } record)
        {
            yield break;
        }

        var now = time.GetUtcNow();
        foreach (var page in ReadElsewhere(conversation, now).Chunk(PushLimits.MembersPage)) yield return page;
        var messages = NewMessages.Read(database, conversation, _logs.After(conversation, head.Sequence, sinceMs), head.Sequence);
        if (messages.Count > 0)
        {
            foreach (var page in Recipients(conversation, record).Chunk(PushLimits.MembersPage))
            {
                var rows = page.SelectMany(account => Wanted(conversation, account, messages, now)).ToList();
                if (rows.Count > 0) yield return rows;
            }
        }

        _logs.Done(conversation, head.Sequence);
    }

    /// <summary>Rows whose messages were read meanwhile, or whose account has left: told ones are withdrawn.</summary>
    private List<(PushPlace Place, PushStateRecord? State)> ReadElsewhere(ConversationId conversation, DateTimeOffset now)
    {
        var rows = new List<(PushPlace, PushStateRecord?)>();
        database.PushStates.Read(conversation, (place, in state) =>
        {
            if (!PushCursors.AreDone(database, place, state.Through)) return true;
            if (state.ToldMs == 0) rows.Add((place, null));
            else if (state.DueMs == 0) rows.Add((place, state with { DueMs = now.ToUnixTimeMilliseconds(), Held = false }));
            return true;
        });
        return rows;
    }

    /// <summary>Members that may have subscriptions: by way of whichever are fewer.</summary>
    private IEnumerable<AccountId> Recipients(ConversationId conversation, ConversationRecord record)
    {
        if (subscribed.Fewer(record.MemberCount) is { } few) return few.Where(account => database.Members.Read(conversation, account) is not null);
        return database.Members.ReadAll(conversation, PushLimits.MembersPage).Select(row => row.Account).Where(subscribed.MayHave);
    }

    private IEnumerable<(PushPlace Place, PushStateRecord? State)> Wanted(
        ConversationId conversation, AccountId account, IReadOnlyList<NotableMessage> messages, DateTimeOffset now)
    {
        if (interest.Newest(conversation, account, messages) is not { } newest) yield break;
        foreach (var (device, subscription) in database.PushSubscriptions.ReadAll(account))
        {
            if (subscription.CreatedMs > newest.TimeMs) continue;
            var place = new PushPlace(conversation, account, device);
            var state = database.PushStates.Read(place);
            if (state is { } known && known.Through >= newest.Sequence) continue;
            yield return (place, Next(state, messages[0].Sequence, newest.Sequence, now));
        }
    }

    /// <summary>The first message waits for more; what follows a push waits until that was a while ago.</summary>
    private PushStateRecord Next(PushStateRecord? before, ulong first, ulong sequence, DateTimeOffset now)
    {
        var state = before ?? default;

        // A push that begins to wait is never about what came before: that was judged when it came.
        if (state.DueMs == 0 || state.Told >= state.Through) state = state with { Told = Math.Max(state.Told, first - 1) };
        if (state.DueMs != 0) return state with { Through = sequence };
        var earliest = DateTimeOffset.FromUnixTimeMilliseconds(state.ToldMs) + settings.Interval;
        var due = now + settings.Quiet;
        return state with { Through = sequence, DueMs = (state.ToldMs != 0 && earliest > due ? earliest : due).ToUnixTimeMilliseconds(), Held = false };
    }
}
