namespace FastChat.Bench.Load.Wire;

/// <summary>Takes the frames of one connection, on the thread that owns it.</summary>
internal interface IFrameSink
{
    /// <summary>One whole ServerFrame, without its length prefix; valid during the call.</summary>
    void Received(ReadOnlySpan<byte> frame);
}
