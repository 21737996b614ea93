using FastChat.Bench.Load.Streams;
using FastChat.Protocol.Identifiers;

namespace FastChat.Bench.Load.Returning;

/// <summary>A conversation as a device knows it that was away, and the check of what it missed. Used by its loop's thread.</summary>
internal sealed class MissedLog
{
    private readonly Payload _payload;
    private readonly SequenceLine _line;
    private readonly ulong _knownSequence;

    /// <param name="conversation">Which.</param>
    /// <param name="payload">What its one sender writes.</param>
    /// <param name="line">Where its numbers stand; shared by all who read it.</param>
    /// <param name="knownSequence">The device has everything up to it.</param>
    public MissedLog(ConversationId conversation, Payload payload, SequenceLine line, ulong knownSequence)
    {
        Conversation = conversation;
        _payload = payload;
        _line = line;
        _knownSequence = knownSequence;
        Forget();
    }

    public ConversationId Conversation { get; }

    public DeliveryCheck Check { get; private set; } = new(0);

    /// <summary>Up to where the device has everything.</summary>
    public ulong Sequence { get; private set; }

    /// <summary>The log's end as last told by the server.</summary>
    public ulong Head { get; set; }

    public bool IsComplete => Sequence >= Head;

    /// <summary>As before it came back, for another time.</summary>
    public void Forget()
    {
        Check = new DeliveryCheck(0);
        Sequence = Head = _knownSequence;
    }

    public void Arrived(ulong sequence, ulong number, ulong messageId, ReadOnlySpan<byte> content)
    {
        if (sequence <= Sequence)
            return; // a block may reach back before what was asked for
        var intact = sequence == Sequence + 1
            && _payload.TryRead(content, number, out _) && messageId == _payload.MessageId(number) && _line.Fits(number, sequence);
        Sequence = sequence;
        Check.Arrived(number, intact);
    }

    public void Skipped(ulong sequence) => Sequence = Math.Max(Sequence, sequence);
}
