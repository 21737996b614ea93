using FastChat.Tests.Recovery.Journals;

namespace FastChat.Tests.Recovery.History;

/// <summary>
/// The one map sequence → message, built from the final histories and compared with all that anybody ever saw (I2, I3, I4).
/// </summary>
internal sealed class LogMap(ViolationList violations)
{
    private readonly Dictionary<ulong, LogEntry> _bySequence = [];
    private readonly Dictionary<(int Sender, ulong MessageId), ulong> _byMessage = [];
    private readonly HashSet<ulong> _final = [];

    /// <summary>The highest sequence that a final history holds.</summary>
    public ulong Head { get; private set; }

    public LogEntry? Find(ulong sequence) => _bySequence.TryGetValue(sequence, out var entry) ? entry : null;

    /// <summary>The sequence under which anybody ever saw the message; null: nobody did.</summary>
    public ulong? SequenceOf(int sender, ulong messageId) =>
        _byMessage.TryGetValue((sender, messageId), out var sequence) ? sequence : null;

    /// <summary>In the order of their sequences, what the final histories hold.</summary>
    public IEnumerable<LogEntry> Final => _final.Order().Select(s => _bySequence[s]);

    public void Take(FinalHistory history)
    {
        var expected = history.FirstVisible;
        foreach (var entry in history.Entries)
        {
            if (entry.Sequence != expected)
                violations.Add(Invariant.Contiguous, $"client {history.Client} read {entry.Sequence} where {expected} should be");
            expected = entry.Sequence + 1;
            Compare(entry, $"the final history of client {history.Client}");
            _final.Add(entry.Sequence);
            Head = Math.Max(Head, entry.Sequence);
        }
        if (expected != history.Head + 1)
            violations.Add(Invariant.Contiguous, $"client {history.Client} read up to {expected - 1}, the head is {history.Head}");
    }

    public void Take(in JournalEvent e)
    {
        if (e.Kind is JournalKind.Live or JournalKind.Fetched)
            Compare(new LogEntry(e.Sequence, e.Sender, e.MessageId, e.Number, e.Hash, true), $"client {e.Client} at {e.Ticks}", ofEvent: true);
        else if (e.Kind == JournalKind.SendAcked)
            Acked(e);
    }

    /// <summary>What anybody saw must be there in the end, as far as final histories reach.</summary>
    public void Finish()
    {
        foreach (var sequence in _bySequence.Keys.Where(s => !_final.Contains(s) && _final.Count > 0))
            violations.Add(Invariant.OneOrder, $"sequence {sequence} was seen once and is not in any final history");
    }

    private void Acked(in JournalEvent e)
    {
        if (_byMessage.TryGetValue((e.Client, e.MessageId), out var sequence) && sequence != e.Sequence)
            violations.Add(Invariant.OneSequence, $"client {e.Client}'s number {e.Number} was acked as {e.Sequence} and is {sequence}");
        if (_bySequence.TryGetValue(e.Sequence, out var entry) && (entry.Sender, entry.MessageId) != (e.Client, e.MessageId))
            violations.Add(Invariant.OneOrder, $"sequence {e.Sequence}, acked to client {e.Client} for number {e.Number}, is another message");
        _byMessage.TryAdd((e.Client, e.MessageId), e.Sequence);
    }

    private void Compare(LogEntry entry, string where, bool ofEvent = false)
    {
        if (!_bySequence.TryAdd(entry.Sequence, entry))
        {
            var known = _bySequence[entry.Sequence];
            if (ofEvent)
                entry = entry with { Counts = known.Counts };
            if (known != entry)
                violations.Add(Invariant.OneOrder, $"sequence {entry.Sequence} is {entry} in {where}, and {known} elsewhere");
        }
        if (entry.Sender == JournalEvent.Nobody)
            return;
        if (!_byMessage.TryAdd((entry.Sender, entry.MessageId), entry.Sequence)
            && _byMessage[(entry.Sender, entry.MessageId)] is var first && first != entry.Sequence)
        {
            violations.Add(Invariant.OneSequence, $"client {entry.Sender}'s number {entry.Number} is at {first} and, in {where}, at {entry.Sequence}");
        }
    }
}
