using FastChat.Bench.Load.Wire;

namespace FastChat.Bench.Peers.Raw;

/// <summary>Waits for the relay's answer to a frame of this kind.</summary>
internal sealed class RawAnswer(byte kind) : IFrameSink
{
    public bool HasCome { get; private set; }

    public void Received(ReadOnlySpan<byte> frame) => HasCome |= frame is [var answered] && answered == kind;
}
