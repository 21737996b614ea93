namespace FastChat.Tests.Recovery.Journals;

/// <summary>
/// One line of a journal. Clients and conversations are small numbers that the run gives out; 0 and None stand in fields that
/// a kind does not use.
/// </summary>
internal readonly record struct JournalEvent
{
    public required JournalKind Kind { get; init; }

    /// <summary>Stopwatch ticks of the machine: comparable between all clients of a run.</summary>
    public required long Ticks { get; init; }

    /// <summary>The device that journals.</summary>
    public required int Client { get; init; }

    /// <summary>Counts the client's connections; 0 before the first.</summary>
    public int Connection { get; init; }

    public int Conversation { get; init; }

    public ulong Sequence { get; init; }

    public ulong MessageId { get; init; }

    /// <summary>The send number; of cursors the ordinal.</summary>
    public ulong Number { get; init; }

    /// <summary>Of the content (<see cref="ContentHash"/>).</summary>
    public ulong Hash { get; init; }

    /// <summary>The client that sent the entry; <see cref="Nobody"/> for entries made by the server.</summary>
    public int Sender { get; init; }

    public const int Nobody = -1;
}
