using System.Buffers;
using System.Threading.Channels;
using FastChat.Protocol;
using FastChat.Protocol.Framing;
using FastChat.Server.Delivery;
using FastChat.Server.Handlers;
using Google.Protobuf;

namespace FastChat.Tests.Server.Routing;

/// <summary>A device without a socket: its outbound queue is read frame by frame, its requests go straight to the pipeline.</summary>
internal sealed class TestDevice : IOutboundConsumer
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Channel<ServerFrame> _events = Channel.CreateUnbounded<ServerFrame>();
    private readonly Dictionary<uint, TaskCompletionSource<ServerFrame>> _responses = [];
    private readonly IRequestPipeline _pipeline;
    private uint _lastRequest;

    public TestDevice(IRequestPipeline pipeline, AccountId account, DeviceId device, long sessionId)
    {
        _pipeline = pipeline;
        Caller = new Caller(new DeviceLink(account, device, sessionId, new OutboundQueue(this)));
    }

    public Caller Caller { get; }

    public AccountId Account => Caller.Account;

    /// <summary>Sees each event as it arrives, on the thread that sends it.</summary>
    public Action<ServerFrame>? Arriving { get; set; }

    public void OnOutbound(bool isOneOfMany)
    {
        var frames = new SharedFrame[16];
        while (Caller.Link.Outbound.Take(frames, int.MaxValue) is var count and > 0)
        {
            foreach (var frame in frames.AsSpan(0, count))
            {
                Read(new ReadOnlySequence<byte>(frame.Memory.ToArray()));
                frame.Release();
            }
        }
    }

    public async Task<ServerFrame> AskAsync(ClientFrame request)
    {
        var completion = new TaskCompletionSource<ServerFrame>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_responses)
        {
            request.RequestId = ++_lastRequest;
            _responses.Add(request.RequestId, completion);
        }

        Assert.That(Caller.TryBegin(), Is.True);
        _pipeline.Dispatch(Caller, request);
        return await completion.Task.WaitAsync(Patience);
    }

    /// <summary>Asks, and expects to be refused.</summary>
    public async Task<Code> RefusedAsync(ClientFrame request) => (await AskAsync(request)).Error?.Code ?? Code.Unspecified;

    public void Send(Send send) => _pipeline.TrySend(Caller, new ReadOnlySequence<byte>(send.ToByteArray()), mayRead: true);

    public void Send(ConversationId conversation, ulong firstNumber, params ulong[] messageIds)
    {
        var send = new Send { ConversationId = conversation.ToByteString(), FirstSendNumber = firstNumber };
        send.Entries.AddRange(messageIds.Select(id => new OutgoingEntry
        {
            Kind = EntryKind.Message,
            MessageId = id,
            Flags = (uint)EntryFlag.CountsAsUnread,
            Content = ByteString.CopyFromUtf8($"message {id}"),
        }));
        Send(send);
    }

    /// <summary>The next event of one kind; others before it are passed over.</summary>
    public async Task<ServerFrame> NextAsync(ServerFrame.BodyOneofCase kind)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            var frame = await _events.Reader.ReadAsync(patience.Token);
            if (frame.BodyCase == kind)
            {
                return frame;
            }
        }
    }

    public async Task<AckedRun> AckAsync() => (await NextAsync(ServerFrame.BodyOneofCase.Ack)).Ack.Runs.Single();

    public async Task<Block> BlockAsync() => (await NextAsync(ServerFrame.BodyOneofCase.Block)).Block;

    public async Task<SendRefused> RefusalAsync() => (await NextAsync(ServerFrame.BodyOneofCase.SendRefused)).SendRefused;

    /// <summary>What has arrived by now and was not asked for.</summary>
    public IReadOnlyList<ServerFrame> Pending()
    {
        var frames = new List<ServerFrame>();
        while (_events.Reader.TryRead(out var frame))
        {
            frames.Add(frame);
        }

        return frames;
    }

    private void Read(ReadOnlySequence<byte> bytes)
    {
        while (FrameReader.TryRead(ref bytes, ProtocolLimits.ServerFrameBytesMax, out var content) == FrameStatus.Frame)
        {
            var frame = ServerFrame.Parser.ParseFrom(content);
            if (frame.RequestId == 0)
            {
                Arriving?.Invoke(frame);
                _events.Writer.TryWrite(frame);
                continue;
            }

            lock (_responses)
            {
                _responses.Remove(frame.RequestId, out var completion);
                completion!.SetResult(frame);
            }
        }
    }
}
