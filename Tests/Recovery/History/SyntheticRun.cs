using FastChat.Tests.Recovery.Journals;

namespace FastChat.Tests.Recovery.History;

/// <summary>
/// A correct run, made up: clients 0 and 1 write in turn into conversation 1, clients 0 to 2 receive everything live, read
/// heads and cursors now and then. Tests break one thing in it.
/// </summary>
internal sealed class SyntheticRun
{
    public const int Conversation = 1;
    public const int Clients = 3;
    public const ulong Messages = 20;
    private long _ticks = 1_000;

    public SyntheticRun()
    {
        Log.Add(new LogEntry(1, JournalEvent.Nobody, 0, 0, 77, Counts: false)); // the conversation was created
        for (var i = 0UL; i < Messages; i++)
            Send((int)(i % 2), number: (i / 2) + 1);
        for (var client = 0; client < Clients; client++)
        {
            Histories.Add(new FinalHistory(client, Conversation, 1, Messages + 1, [.. Log]));
            Members.Add(new MemberSpan(client, Conversation, 1));
        }
    }

    public List<LogEntry> Log { get; } = [];

    public List<JournalEvent> Events { get; } = [];

    public List<FinalHistory> Histories { get; } = [];

    public List<MemberSpan> Members { get; } = [];

    public Invariant[] Broken => [.. Violations.Select(v => v.Invariant).Distinct().Order()];

    private IReadOnlyList<Violation> Violations => HistoryChecker.Check(new RecordedRun(Events, Histories, Members));

    public long NextTick() => _ticks += 10;

    public void Note(JournalKind kind, int client, ulong sequence = 0, ulong messageId = 0, ulong number = 0, ulong hash = 0) =>
        Events.Add(new JournalEvent
        {
            Kind = kind,
            Ticks = NextTick(),
            Client = client,
            Connection = 1,
            Conversation = Conversation,
            Sequence = sequence,
            MessageId = messageId,
            Number = number,
            Hash = hash,
        });

    /// <summary>Changes the first event that fits.</summary>
    public void Change(Predicate<JournalEvent> fits, Func<JournalEvent, JournalEvent> change)
    {
        var index = Events.FindIndex(fits);
        Events[index] = change(Events[index]);
    }

    /// <summary>Changes what one client reads in the end, or what all do.</summary>
    public void ChangeFinal(Func<List<LogEntry>, List<LogEntry>> change, int? client = null)
    {
        for (var i = 0; i < Histories.Count; i++)
        {
            if (client is null || Histories[i].Client == client)
                Histories[i] = Histories[i] with { Entries = change([.. Histories[i].Entries]) };
        }
    }

    private void Send(int sender, ulong number)
    {
        var sequence = (ulong)Log.Count + 1;
        var entry = new LogEntry(sequence, sender, (100 * number) + (ulong)sender, number, Hash: 1_000 + sequence, Counts: true);
        Note(JournalKind.SendInvoked, sender, 0, entry.MessageId, number, entry.Hash);
        Log.Add(entry);
        Note(JournalKind.SendAcked, sender, sequence, entry.MessageId, number);
        for (var client = 0; client < Clients; client++)
        {
            Note(JournalKind.Live, client, sequence, entry.MessageId, number, entry.Hash);
            Events[^1] = Events[^1] with { Sender = sender };
        }
        Note(JournalKind.Ordinal, 2, sequence, number: sequence - 1);
        Note(JournalKind.ReadInvoked, sender);
        Note(JournalKind.ReadAnswered, sender, sequence);
        Note(JournalKind.Cursor, sender, sequence, number: sequence - 1);
    }
}
