using FastChat.Bench.Load.Wire;

namespace FastChat.Bench.Peers.SignalR;

/// <summary>Waits for the completion of an invocation during set-up, when nothing else arrives.</summary>
internal sealed class HubAnswer(HubDialect dialect) : IFrameSink, IFrameEvents
{
    public bool HasCome { get; private set; }

    public void Received(ReadOnlySpan<byte> frame) => dialect.Read(frame, this);

    public void Acked(ulong firstNumber, ulong count, ulong firstSequence) => HasCome = true;

    public void BlockBegins()
    {
    }

    public void Arrived(ulong sequence, ulong number, ulong messageId, ReadOnlySpan<byte> content)
    {
    }

    public void Skipped(ulong sequence)
    {
    }

    public void Other(ReadOnlySpan<byte> frame)
    {
    }
}
