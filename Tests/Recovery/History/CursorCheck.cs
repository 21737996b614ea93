using FastChat.Tests.Recovery.Journals;

namespace FastChat.Tests.Recovery.History;

/// <summary>Cursors move forward, and ordinals count the entries that count as unread (I11).</summary>
internal static class CursorCheck
{
    public static void Run(JournalEvent[] inTime, LogMap log, ViolationList violations)
    {
        var ordinals = Ordinals(log);
        var cursors = new Dictionary<int, (ulong Sequence, ulong Ordinal)>();
        foreach (ref readonly var e in inTime.AsSpan())
        {
            if (e.Kind is not (JournalKind.Cursor or JournalKind.Ordinal))
                continue;
            if (ordinals.TryGetValue(e.Sequence, out var ordinal) && ordinal != e.Number)
                violations.Add(Invariant.Cursors, $"client {e.Client} was told ordinal {e.Number} at {e.Sequence}, where it is {ordinal}");
            if (e.Kind != JournalKind.Cursor)
                continue;
            var last = cursors.GetValueOrDefault(e.Client);
            if (e.Sequence < last.Sequence || e.Number < last.Ordinal)
                violations.Add(Invariant.Cursors, $"client {e.Client}'s read cursor went from {last} back to ({e.Sequence}, {e.Number})");
            cursors[e.Client] = (e.Sequence, e.Number);
        }
    }

    /// <summary>Only where the final histories reach back to the start can entries be counted.</summary>
    private static Dictionary<ulong, ulong> Ordinals(LogMap log)
    {
        var ordinals = new Dictionary<ulong, ulong>();
        ulong sequence = 0, ordinal = 0;
        foreach (var entry in log.Final)
        {
            if (entry.Sequence != ++sequence)
                return ordinals;
            ordinal += entry.Counts ? 1UL : 0;
            ordinals[sequence] = ordinal;
        }
        return ordinals;
    }
}
