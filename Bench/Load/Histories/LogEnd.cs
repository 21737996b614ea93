using FastChat.Storage.Conversations;
using FastChat.Storage.Sealing;

namespace FastChat.Bench.Load.Histories;

/// <summary>How far a log is built.</summary>
internal sealed class LogEnd(DataKey key, ulong sequence, ulong ordinal)
{
    private readonly ulong _firstSequence = sequence + 1;

    public DataKey Key => key;

    public ulong Sequence { get; private set; } = sequence;

    public ulong Ordinal { get; private set; } = ordinal;

    /// <summary>The sender's last send number; it had sent nothing before.</summary>
    public ulong Number { get; private set; }

    /// <summary>All of its messages stand in one row.</summary>
    public SendRun Run => new(FirstNumber: 1, (uint)Number, _firstSequence);

    public void Advance(int messages)
    {
        Sequence += (ulong)messages;
        Ordinal += (ulong)messages;
        Number += (ulong)messages;
    }
}
