namespace FastChat.Bench.Load.Pairs;

/// <summary>Writes a sender's messages as its target wants them. Allocates nothing.</summary>
internal interface IMessageWriter
{
    /// <summary>How many messages fit into one frame.</summary>
    int EntriesMax { get; }

    /// <summary>Bytes of a frame with that many messages, all that surrounds it included.</summary>
    int FrameBytes(ulong firstNumber, int count);

    /// <summary>Returns how many bytes it wrote: <see cref="FrameBytes"/>.</summary>
    int Write(Span<byte> to, ulong firstNumber, int count, long nowTicks);
}
