using FastChat.Bench.Load.Streams;
using FastChat.Bench.Load.Wire;
using FastChat.Protocol.Identifiers;

namespace FastChat.Bench.Peers.Raw;

/// <summary>The frames that FastChat gets with `--batch 1`: the relay knows frames, not batches.</summary>
internal sealed class RawWriter(ConversationId room, Payload payload) : ISendWriter
{
    private readonly SendWriter _writer = new(room, payload);

    public int EntriesMax => 1;

    public int FrameBytes(ulong firstNumber, int count) => _writer.FrameBytes(firstNumber, count);

    public int Write(Span<byte> to, ulong firstNumber, int count, ReadOnlySpan<long> ticks) =>
        _writer.Write(to, firstNumber, count, ticks);
}
