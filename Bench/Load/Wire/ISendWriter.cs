namespace FastChat.Bench.Load.Wire;

/// <summary>Writes whole frames of messages into one conversation. Allocates nothing.</summary>
internal interface ISendWriter
{
    /// <summary>How many messages fit into one frame.</summary>
    int EntriesMax { get; }

    /// <summary>Bytes of a frame with that many messages, length prefix included.</summary>
    int FrameBytes(ulong firstNumber, int count);

    /// <summary>Returns the bytes written.</summary>
    /// <param name="to">At least <see cref="FrameBytes"/>.</param>
    /// <param name="firstNumber">Of the first message; the others follow it.</param>
    /// <param name="count">Messages.</param>
    /// <param name="ticks">When each message was meant to be sent: that of number n is at n modulo the length.</param>
    int Write(Span<byte> to, ulong firstNumber, int count, ReadOnlySpan<long> ticks);
}
