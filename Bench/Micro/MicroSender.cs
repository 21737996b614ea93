using System.Buffers;
using FastChat.Protocol.Codec;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Delivery;
using FastChat.Server.Handlers;
using Google.Protobuf;

namespace FastChat.Bench.Micro;

/// <summary>A device without a socket that sends the same messages again and again, each time with the next numbers.</summary>
internal sealed class MicroSender : IOutboundConsumer
{
    private const byte FirstNumberTag = 2 << 3;
    private readonly SharedFrame[] _taken = new SharedFrame[16];
    private readonly ConversationId _conversation;
    private readonly byte[] _send;
    private readonly int _headBytes;
    private readonly int _entries;
    private ulong _next = 1;

    public MicroSender(AccountId account, DeviceId device, ConversationId conversation, int entries)
    {
        Caller = new Caller(new DeviceLink(account, device, 1, new OutboundQueue(this)));
        var head = MicroMessages.Send(conversation, entries, firstNumber: 0).ToByteArray(); // 0 is not written: it comes last
        _headBytes = head.Length;
        _send = [.. head, FirstNumberTag, .. new byte[VarintCodec.BytesMax]];
        _entries = entries;
        _conversation = conversation;
    }

    public Caller Caller { get; }

    public bool IsAcked => Caller.Lanes.For(_conversation)!.Unacked == 0;

    public void Send(IRequestPipeline pipeline)
    {
        var end = _headBytes + 1 + VarintCodec.Write(_send.AsSpan(_headBytes + 1), _next);
        _next += (ulong)_entries;
        pipeline.TrySend(Caller, new ReadOnlySequence<byte>(_send, 0, end), mayRead: false);
    }

    /// <summary>On the shard's thread.</summary>
    public void OnOutbound(bool isOneOfMany)
    {
        while (Caller.Link.Outbound.Take(_taken, int.MaxValue) is var count and > 0)
        {
            for (var i = 0; i < count; i++)
                _taken[i].Release();
        }
    }
}
