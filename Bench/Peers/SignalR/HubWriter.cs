using System.Text;
using FastChat.Bench.Load.Streams;
using FastChat.Bench.Load.Wire;
using FastChat.Protocol.Codec;

namespace FastChat.Bench.Peers.SignalR;

/// <summary>Writes invocations that send a message. What is written before a flush travels in one WebSocket message, as the
/// .NET client does it.</summary>
internal sealed class HubWriter(string method, string to, Payload payload) : ISendWriter
{
    private readonly byte[] _method = Encoding.UTF8.GetBytes(method);
    private readonly byte[] _to = Encoding.UTF8.GetBytes(to);
    private readonly byte[] _scratch = new byte[128 + method.Length + to.Length + payload.Bytes];

    public int EntriesMax => 1;

    public int FrameBytes(ulong firstNumber, int count)
    {
        var bytes = Invocation(_scratch, firstNumber) + payload.Bytes + 1;
        return VarintCodec.Size((ulong)bytes) + bytes;
    }

    public int Write(Span<byte> to, ulong firstNumber, int count, ReadOnlySpan<long> ticks)
    {
        var head = Invocation(_scratch, firstNumber);
        var at = VarintCodec.Write(to, (ulong)(head + payload.Bytes + 1));
        _scratch.AsSpan(0, head).CopyTo(to[at..]);
        at += head;
        payload.Write(to.Slice(at, payload.Bytes), firstNumber, ticks[(int)(firstNumber % (ulong)ticks.Length)]);
        return HubMessages.WriteEnd(to, at + payload.Bytes);
    }

    /// <summary>Up to the content.</summary>
    private int Invocation(Span<byte> to, ulong number)
    {
        const int arguments = 4;
        var at = HubMessages.WriteText(to, HubMessages.WriteHead(to, number, _method, arguments), _to);
        at = HubMessages.WriteNumber(to, at, number);
        at = HubMessages.WriteNumber(to, at, payload.MessageId(number));
        return HubMessages.WriteBinaryHead(to, at, payload.Bytes);
    }
}
