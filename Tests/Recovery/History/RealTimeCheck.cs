using FastChat.Tests.Recovery.Journals;

namespace FastChat.Tests.Recovery.History;

/// <summary>
/// What had ended before something else began comes first (I6), and is seen by it (I7). One pass over time, which keeps the
/// highest sequence acked so far.
/// </summary>
internal static class RealTimeCheck
{
    public static void Run(JournalEvent[] inTime, LogMap log, ViolationList violations)
    {
        var acked = 0UL;
        var ackedByClient = new Dictionary<int, ulong>();
        var floors = new Dictionary<int, (ulong All, ulong Own)>();
        foreach (ref readonly var e in inTime.AsSpan())
        {
            switch (e.Kind)
            {
                case JournalKind.SendAcked:
                    acked = Math.Max(acked, e.Sequence);
                    ackedByClient[e.Client] = Math.Max(ackedByClient.GetValueOrDefault(e.Client), e.Sequence);
                    break;
                case JournalKind.SendInvoked when log.SequenceOf(e.Client, e.MessageId) is { } sequence && sequence <= acked:
                    violations.Add(Invariant.RealTime, $"client {e.Client}'s number {e.Number} got {sequence}, but was sent after {acked} had been acked");
                    break;
                case JournalKind.ReadInvoked:
                    floors[e.Client] = (acked, ackedByClient.GetValueOrDefault(e.Client));
                    break;
                case JournalKind.ReadAnswered when floors.Remove(e.Client, out var floor) && e.Sequence < floor.All:
                    violations.Add(
                        Invariant.ReadYourWrites,
                        $"client {e.Client} read head {e.Sequence} after {floor.All} had been acked (its own: {floor.Own})");
                    break;
            }
        }
    }
}
