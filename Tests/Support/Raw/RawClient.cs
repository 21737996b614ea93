using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Threading.Channels;
using FastChat.Protocol;
using Google.Protobuf;

namespace FastChat.Tests.Support.Raw;

/// <summary>
/// The protocol with nothing around it: frames as they are, no retries, no state kept for the caller. It shares no code
/// with the SDK or the server but the messages that are generated from protocol.proto.
/// </summary>
/// <remarks>One task reads; any thread may write (one frame at a time) and wait.</remarks>
internal sealed class RawClient : IAsyncDisposable
{
    /// <summary>Nothing on loopback takes this long, even beside a build.</summary>
    public static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(30);

    private readonly Stream _stream;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly ConcurrentDictionary<uint, TaskCompletionSource<ServerFrame>> _requests = new();
    private readonly ConcurrentDictionary<(ConversationId Conversation, ulong Number), TaskCompletionSource<SendOutcome>> _sends = new();
    private readonly Channel<ServerFrame> _events = Channel.CreateUnbounded<ServerFrame>();
    private readonly TaskCompletionSource<Close?> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _reading;
    private uint _lastRequestId;

    private RawClient(Stream stream)
    {
        _stream = stream;
        _reading = Task.Run(ReadAsync);
    }

    /// <summary>Every frame that answers no request, in order: acks and refusals too.</summary>
    public ChannelReader<ServerFrame> Events => _events.Reader;

    /// <summary>Completes when the connection has ended, with the server's last word if it had one.</summary>
    public Task<Close?> Closed => _closed.Task.WaitAsync(AnswerTimeout);

    /// <summary>Whether nothing more will come.</summary>
    public bool HasEnded => _closed.Task.IsCompleted;

    public static async Task<RawClient> ConnectAsync(IPEndPoint endPoint)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(endPoint);
        return new RawClient(new NetworkStream(socket, ownsSocket: true));
    }

    public static async Task<RawClient> ConnectAsync(Uri webSocket)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(webSocket, CancellationToken.None);
        return new RawClient(WebSocketStream.Create(socket, WebSocketMessageType.Binary, ownsWebSocket: true));
    }

    /// <summary>Connects and says Hello, which must be welcome.</summary>
    public static async Task<RawClient> ConnectAsync(IPEndPoint endPoint, RawSession session, ByteString? cursor = null)
    {
        var client = await ConnectAsync(endPoint);
        await client.HelloAsync(session, cursor);
        return client;
    }

    /// <summary>Says Hello. A server that closes instead fails the test with its code.</summary>
    public async Task<Welcome> HelloAsync(RawSession session, ByteString? cursor = null)
    {
        var answer = await RequestAsync(new ClientFrame { Hello = NewHello(session, cursor) });
        return answer.BodyCase == ServerFrame.BodyOneofCase.Welcome
            ? answer.Welcome
            : throw new InvalidOperationException($"Not welcome: {answer}");
    }

    public static Hello NewHello(RawSession session, ByteString? cursor = null) => new()
    {
        ProtocolVersion = 1,
        AccessToken = session.AccessToken,
        DeviceId = session.Device.ToByteString(),
        Client = "tests",
        Cursor = cursor ?? ByteString.Empty,
    };

    /// <summary>Sends a request under a new id and waits for its one answer, which may be an Error.</summary>
    public async Task<ServerFrame> RequestAsync(ClientFrame request)
    {
        request.RequestId = Interlocked.Increment(ref _lastRequestId);
        var answer = new TaskCompletionSource<ServerFrame>(TaskCreationOptions.RunContinuationsAsynchronously);
        _requests[request.RequestId] = answer;
        if (_closed.Task.IsCompleted)
        {
            throw Ended(await _closed.Task);
        }

        await WriteAsync(request);
        return await answer.Task.WaitAsync(AnswerTimeout);
    }

    /// <summary>Sends entries under consecutive numbers and waits until each is acked or refused.</summary>
    public async Task<SendOutcome[]> SendAsync(ConversationId conversation, ulong firstNumber, params OutgoingEntry[] entries)
    {
        var outcomes = new Task<SendOutcome>[entries.Length];
        for (var i = 0; i < entries.Length; i++)
        {
            var outcome = new TaskCompletionSource<SendOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
            _sends[(conversation, firstNumber + (ulong)i)] = outcome;
            outcomes[i] = outcome.Task;
        }

        await WriteAsync(new ClientFrame
        {
            Send = new Send { ConversationId = conversation.ToByteString(), FirstSendNumber = firstNumber, Entries = { entries } },
        });
        return await Task.WhenAll(outcomes).WaitAsync(AnswerTimeout);
    }

    /// <summary>Sends one message of plain text and waits for its outcome.</summary>
    public async Task<SendOutcome> SendTextAsync(ConversationId conversation, ulong number, string text) =>
        (await SendAsync(conversation, number, RawEntries.Text(text)))[0];

    /// <summary>Waits for the next event that fits; those before it are dropped.</summary>
    public async Task<ServerFrame> NextEventAsync(Func<ServerFrame, bool> fits)
    {
        using var timeout = new CancellationTokenSource(AnswerTimeout);
        await foreach (var frame in _events.Reader.ReadAllAsync(timeout.Token))
        {
            if (fits(frame))
            {
                return frame;
            }
        }

        throw Ended(await Closed);
    }

    /// <summary>Writes frames as they are, in one piece.</summary>
    public Task WriteAsync(params ClientFrame[] frames)
    {
        using var buffer = new MemoryStream();
        Array.ForEach(frames, frame => frame.WriteDelimitedTo(buffer));
        return WriteAsync(buffer.ToArray());
    }

    /// <summary>Writes any bytes: whole frames, halves or garbage.</summary>
    public async Task WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        await _writing.WaitAsync();
        try
        {
            await _stream.WriteAsync(bytes);
            await _stream.FlushAsync();
        }
        finally
        {
            _writing.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        await _reading;
        _writing.Dispose();
    }

    private async Task ReadAsync()
    {
        Close? close = null;
        try
        {
            while (await RawFrames.ReadAsync(_stream) is { } frame)
            {
                close = frame.BodyCase == ServerFrame.BodyOneofCase.Close ? frame.Close : close;
                await ReceiveAsync(frame);
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or WebSocketException)
        {
            // A connection may end in any way; what the server said before is what counts.
        }

        _closed.TrySetResult(close);
        _events.Writer.TryComplete();
        foreach (var waiting in _requests.Values)
        {
            waiting.TrySetException(Ended(close));
        }

        foreach (var waiting in _sends.Values)
        {
            waiting.TrySetException(Ended(close));
        }
    }

    private async Task ReceiveAsync(ServerFrame frame)
    {
        if (frame.RequestId != 0 && _requests.TryRemove(frame.RequestId, out var request))
        {
            request.TrySetResult(frame);
            return;
        }

        switch (frame.BodyCase)
        {
            case ServerFrame.BodyOneofCase.Ping:
                await WriteAsync(new ClientFrame { Pong = new Pong { Nonce = frame.Ping.Nonce } });
                return;
            case ServerFrame.BodyOneofCase.Ack:
                frame.Ack.Runs.ToList().ForEach(Settle);
                break;
            case ServerFrame.BodyOneofCase.SendRefused:
                Settle(frame.SendRefused);
                break;
        }

        _events.Writer.TryWrite(frame);
    }

    private void Settle(AckedRun run)
    {
        ConversationId.TryRead(run.ConversationId.Span, out var conversation);
        for (var i = 0u; i < run.Count; i++)
        {
            if (_sends.TryRemove((conversation, run.FirstSendNumber + i), out var waiting))
            {
                waiting.TrySetResult(new SendOutcome(run.FirstSequence + i, run.ServerTimeMs, null));
            }
        }
    }

    /// <summary>A refusal drops the entry that it names and all later ones of its conversation.</summary>
    private void Settle(SendRefused refused)
    {
        ConversationId.TryRead(refused.ConversationId.Span, out var conversation);
        foreach (var key in _sends.Keys.Where(k => k.Conversation == conversation && k.Number >= refused.SendNumber))
        {
            if (_sends.TryRemove(key, out var waiting))
            {
                waiting.TrySetResult(new SendOutcome(0, 0, refused));
            }
        }
    }

    private static RawClosedException Ended(Close? close) => new(close);
}
