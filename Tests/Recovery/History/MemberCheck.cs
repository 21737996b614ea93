using FastChat.Tests.Recovery.Journals;

namespace FastChat.Tests.Recovery.History;

/// <summary>Nobody gets what lies outside of their membership (I10): live, fetched or in the end.</summary>
internal static class MemberCheck
{
    public static void Run(JournalEvent[] events, FinalHistory[] histories, MemberSpan[] members, ViolationList violations)
    {
        var spans = members.ToLookup(m => m.Client);
        foreach (var e in events.Where(e => e.Kind is JournalKind.Live or JournalKind.Fetched))
        {
            if (!May(spans[e.Client], e.Sequence))
                violations.Add(Invariant.Membership, $"client {e.Client} got {e.Sequence} ({e.Kind})");
        }
        foreach (var history in histories)
        {
            foreach (var entry in history.Entries.Where(entry => !May(spans[history.Client], entry.Sequence)))
                violations.Add(Invariant.Membership, $"client {history.Client} read {entry.Sequence} in the end");
        }
    }

    private static bool May(IEnumerable<MemberSpan> spans, ulong sequence) =>
        spans.Any(s => sequence >= s.First && sequence <= s.Last);
}
