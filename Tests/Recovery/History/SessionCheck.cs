using FastChat.Tests.Recovery.Journals;

namespace FastChat.Tests.Recovery.History;

/// <summary>What one device sees goes forward (I8): heads across reconnects, live events within a connection.</summary>
internal static class SessionCheck
{
    public static void Run(JournalEvent[] inTime, ViolationList violations)
    {
        var heads = new Dictionary<int, ulong>();
        var live = new Dictionary<(int Client, int Connection), ulong>();
        foreach (ref readonly var e in inTime.AsSpan())
        {
            if (e.Kind == JournalKind.Live)
            {
                var last = live.GetValueOrDefault((e.Client, e.Connection));
                if (e.Sequence <= last)
                    violations.Add(Invariant.Monotonic, $"client {e.Client}, connection {e.Connection}: {e.Sequence} arrived after {last}");
                live[(e.Client, e.Connection)] = Math.Max(last, e.Sequence);
            }
            else if (e.Kind == JournalKind.ReadAnswered)
            {
                var last = heads.GetValueOrDefault(e.Client);
                if (e.Sequence < last)
                    violations.Add(Invariant.Monotonic, $"client {e.Client} read head {e.Sequence} after it had read {last}");
                heads[e.Client] = Math.Max(last, e.Sequence);
            }
        }
    }
}
