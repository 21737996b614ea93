using FastChat.Tests.Recovery.Journals;

namespace FastChat.Tests.Recovery.History;

/// <summary>
/// Judges a recorded run. The server gives out a total order, so it takes a sort and one pass for each conversation; there
/// is no search.
/// </summary>
internal static class HistoryChecker
{
    public static IReadOnlyList<Violation> Check(RecordedRun run)
    {
        var events = run.Events.ToLookup(e => e.Conversation);
        var histories = run.Histories.ToLookup(h => h.Conversation);
        var members = run.Members.ToLookup(m => m.Conversation);
        var conversations = events.Select(g => g.Key).Union(histories.Select(g => g.Key)).Union(members.Select(g => g.Key));
        return [.. conversations.Order().SelectMany(c => Check(c, [.. events[c]], [.. histories[c]], [.. members[c]]))];
    }

    private static IReadOnlyList<Violation> Check(int conversation, JournalEvent[] events, FinalHistory[] histories, MemberSpan[] members)
    {
        var violations = new ViolationList(conversation);
        var log = new LogMap(violations);
        foreach (var history in histories)
            log.Take(history);
        foreach (var e in events)
            log.Take(e);
        log.Finish();
        var sends = new SendCheck(log, violations);
        sends.Run(events, histories);
        // A stable sort: events of one client at one tick stay in the order of its journal.
        var inTime = events.OrderBy(e => e.Ticks).ToArray();
        RealTimeCheck.Run(inTime, log, violations);
        SessionCheck.Run(inTime, violations);
        MemberCheck.Run(events, histories, members, violations);
        CursorCheck.Run(inTime, log, violations);
        return violations.Shown;
    }
}
