using FastChat.Tests.Recovery.Journals;

namespace FastChat.Tests.Recovery.History;

/// <summary>What was sent against what is there (I1, I5, I9).</summary>
internal sealed class SendCheck(LogMap log, ViolationList violations)
{
    private readonly Dictionary<(int Client, ulong MessageId), JournalEvent> _invoked = [];
    private readonly HashSet<(int Client, ulong MessageId)> _refused = [];

    public void Run(JournalEvent[] events, FinalHistory[] histories)
    {
        foreach (var e in events)
        {
            if (e.Kind == JournalKind.SendInvoked)
                _invoked[(e.Client, e.MessageId)] = e;
            else if (e.Kind == JournalKind.SendRefused)
                _refused.Add((e.Client, e.MessageId));
        }
        foreach (var history in histories)
            Kept(events, history);
        Order();
        Expectations(events);
        Phantoms();
    }

    /// <summary>What was acked stays counted: the server never expects a number again that it acked.</summary>
    private void Expectations(JournalEvent[] events)
    {
        var acked = new Dictionary<int, ulong>();
        foreach (var e in events) // in the order of each client's journal
        {
            if (e.Kind == JournalKind.SendAcked)
                acked[e.Client] = Math.Max(acked.GetValueOrDefault(e.Client), e.Number);
            else if (e.Kind == JournalKind.NumberExpected && e.Number <= acked.GetValueOrDefault(e.Client))
                violations.Add(Invariant.SenderOrder, $"client {e.Client}'s number {e.Number} is expected after {acked[e.Client]} was acked");
        }
    }

    private void Kept(JournalEvent[] events, FinalHistory history)
    {
        var there = history.Entries.DistinctBy(e => e.Sequence).ToDictionary(e => e.Sequence);
        foreach (var acked in events.Where(e => e.Kind == JournalKind.SendAcked && e.Sequence >= history.FirstVisible))
        {
            if (!there.TryGetValue(acked.Sequence, out var entry) || (entry.Sender, entry.MessageId) != (acked.Client, acked.MessageId))
                violations.Add(Invariant.AckedIsKept, $"client {acked.Client}'s number {acked.Number}, acked as {acked.Sequence}, is missing for client {history.Client}");
            else if (_invoked.TryGetValue((acked.Client, acked.MessageId), out var sent) && sent.Hash != entry.Hash)
                violations.Add(Invariant.AckedIsKept, $"client {acked.Client}'s number {acked.Number} at {acked.Sequence} has other bytes than were sent");
        }
    }

    /// <summary>In the log, each device's numbers run 1, 2, 3 … and its messages stand in the order in which it sent them.</summary>
    private void Order()
    {
        var last = new Dictionary<int, LogEntry>();
        foreach (var entry in log.Final.Where(e => e.Sender != JournalEvent.Nobody))
        {
            if (last.TryGetValue(entry.Sender, out var before))
            {
                if (entry.Number != before.Number + 1)
                    violations.Add(Invariant.SenderOrder, $"client {entry.Sender}'s number {entry.Number} at {entry.Sequence} follows its number {before.Number}");
                if (Invoked(entry) is { } later && Invoked(before) is { } earlier && later < earlier)
                    violations.Add(Invariant.SenderOrder, $"client {entry.Sender} sent {entry.Sequence} before {before.Sequence}");
            }
            last[entry.Sender] = entry;
        }
    }

    private long? Invoked(LogEntry entry) =>
        _invoked.TryGetValue((entry.Sender, entry.MessageId), out var sent) ? sent.Ticks : null;

    private void Phantoms()
    {
        foreach (var entry in log.Final.Where(e => e.Sender != JournalEvent.Nobody))
        {
            if (!_invoked.TryGetValue((entry.Sender, entry.MessageId), out var sent))
                violations.Add(Invariant.NoPhantom, $"nobody sent what is at {entry.Sequence}");
            else if (sent.Hash != entry.Hash)
                violations.Add(Invariant.NoPhantom, $"client {entry.Sender} sent other bytes than are at {entry.Sequence}");
            if (_refused.Contains((entry.Sender, entry.MessageId)))
                violations.Add(Invariant.NoPhantom, $"client {entry.Sender}'s number {entry.Number} was refused and is at {entry.Sequence}");
        }
    }
}
