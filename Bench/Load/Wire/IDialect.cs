using FastChat.Bench.Load.Processes;
using FastChat.Bench.Load.Streams;

namespace FastChat.Bench.Load.Wire;

/// <summary>
/// How a kind of server is spoken to: FastChat, or one that it is compared with. Set-up calls block and may allocate;
/// frames are read and written without.
/// </summary>
internal interface IDialect
{
    /// <summary>Whether an ack means synced to disk.</summary>
    bool Durable { get; }

    /// <summary>Set-up: connects and tells who it is. Called from several threads.</summary>
    LeanConnection Connect(SeededAccount account);

    /// <summary>Set-up, before the members connect: a conversation of the connected owner and one other.</summary>
    Lane OpenDirect(LeanConnection owner, SeededAccount other);

    /// <summary>Set-up, before the members connect: a conversation of the connected owner and all of these.</summary>
    Lane OpenGroup(LeanConnection owner, IReadOnlyList<SeededAccount> members);

    ISendWriter Writer(Lane lane, Payload payload);

    /// <summary>Tells what is in one whole frame from the server.</summary>
    void Read(ReadOnlySpan<byte> frame, IFrameEvents events);

    /// <summary>Whether each <see cref="KeepAlive"/> is answered.</summary>
    bool AnswersKeepAlive => true;

    /// <summary>Queues what keeps an idle connection open.</summary>
    void KeepAlive(LeanConnection connection);
}
