namespace FastChat.Bench.Load.Wire;

/// <summary>What a frame from the server says, in the order in which it stands there.</summary>
internal interface IFrameEvents
{
    void Acked(ulong firstNumber, ulong count, ulong firstSequence);

    /// <summary>The messages that follow came together.</summary>
    void BlockBegins();

    void Arrived(ulong sequence, ulong number, ulong messageId, ReadOnlySpan<byte> content);

    /// <summary>An entry of the log that is no message.</summary>
    void Skipped(ulong sequence);

    /// <summary>What <see cref="IDialect.KeepAlive"/> asked was answered.</summary>
    void KeepAliveAnswered()
    {
    }

    /// <summary>The entries that follow answer this request for history.</summary>
    void PageBegins(uint requestId)
    {
    }

    /// <summary>The entries before were a page of history; the log went up to here when it was read.</summary>
    void PageEnds(uint requestId, ulong headSequence)
    {
    }

    /// <summary>Anything else, whole.</summary>
    void Other(ReadOnlySpan<byte> frame);
}
