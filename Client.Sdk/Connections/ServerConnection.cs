using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Threading.Channels;
using FastChat.Protocol.Framing;
using Wire = FastChat.Protocol;

namespace FastChat.Client.Connections;

/// <summary>
/// One connection: a task that reads, one that writes, one that keeps it alive. Answers go to who asked, events into a
/// bounded queue; the read loop runs nobody else's code and waits only for that queue.
/// </summary>
internal sealed class ServerConnection : IAsyncDisposable
{
    private readonly Channel<Wire.ServerFrame> _events = Channel.CreateBounded<Wire.ServerFrame>(
        new BoundedChannelOptions(ConnectionLimits.EventFramesMax) { SingleReader = true, SingleWriter = true });
    private readonly ConcurrentDictionary<uint, TaskCompletionSource<Wire.ServerFrame>> _requests = [];
    private readonly SemaphoreSlim _requestSlots = new(Wire.ProtocolLimits.RequestsInFlightMax);
    private readonly TaskCompletionSource<ConnectionEnd> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stop = new();
    private readonly Stream _stream;
    private readonly TimeProvider _time;
    private readonly FrameSender _sender;
    private readonly KeepAlive _keepAlive;
    private readonly Task _loops;
    private uint _lastRequestId;

    public ServerConnection(Stream stream, TimeProvider time)
    {
        (_stream, _time) = (stream, time);
        _sender = new FrameSender(stream);
        _keepAlive = new KeepAlive(_sender, time, End);
        _loops = Task.WhenAll(Task.Run(ReadAsync), Task.Run(WriteAsync), _keepAlive.RunAsync(_stop.Token));
    }

    /// <summary>Acks, blocks and other events, in the order in which they came; completes when the connection ended.</summary>
    public ChannelReader<Wire.ServerFrame> Events => _events.Reader;

    /// <summary>Completes, never fails, when the connection is over.</summary>
    public Task<ConnectionEnd> Ended => _ended.Task;

    /// <summary>As the server asks in Welcome.</summary>
    public void SetKeepAlive(TimeSpan interval) => _keepAlive.Interval = interval;

    /// <summary>Sends a request and waits for its answer; an Error or the end of the connection is an exception.</summary>
    public async Task<Wire.ServerFrame> RequestAsync(Wire.ClientFrame request, CancellationToken cancellationToken)
    {
        await _requestSlots.WaitAsync(cancellationToken).ConfigureAwait(false);
        var id = NextRequestId();
        var answer = new TaskCompletionSource<Wire.ServerFrame>(TaskCreationOptions.RunContinuationsAsynchronously);
        _requests[id] = answer;
        try
        {
            // The frame may be somebody's who repeats it on the next connection, so the id goes on a copy.
            var frame = request.Clone();
            frame.RequestId = id;
            if (_ended.Task.IsCompleted)
                throw Lost();
            await PostAsync(frame, cancellationToken).ConfigureAwait(false);
            var response = await answer.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            return response.Error is { } error ? throw ToException(error) : response;
        }
        finally
        {
            _requests.TryRemove(id, out _);
            _requestSlots.Release();
        }
    }

    /// <summary>Queues a frame without answer; waits while the queue is full.</summary>
    public async ValueTask PostAsync(Wire.ClientFrame frame, CancellationToken cancellationToken)
    {
        if (!await _sender.TryPostAsync(frame, cancellationToken).ConfigureAwait(false))
            throw Lost();
    }

    /// <summary>Ends the connection; what waits for answers fails.</summary>
    public void End(ConnectionEnd end)
    {
        if (!_ended.TrySetResult(end))
            return;
        _stop.Cancel();
        _sender.Complete();
        foreach (var request in _requests.Values)
            request.TrySetException(Lost());
    }

    public async ValueTask DisposeAsync()
    {
        End(new ConnectionEnd(ErrorCode.ConnectionLost, "The client closed the connection."));
        await _stream.DisposeAsync().ConfigureAwait(false);
        await _loops.ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task ReadAsync()
    {
        var reader = PipeReader.Create(_stream);
        try
        {
            while (true)
            {
                var read = await reader.ReadAsync(_stop.Token).ConfigureAwait(false);
                var buffer = read.Buffer;
                FrameStatus status;
                while ((status = FrameReader.TryRead(ref buffer, Wire.ProtocolLimits.ServerFrameBytesMax, out var frame)) == FrameStatus.Frame)
                    await DispatchAsync(Wire.ServerFrame.Parser.ParseFrom(frame)).ConfigureAwait(false);
                if (status != FrameStatus.NeedMore)
                    throw new InvalidDataException("The server sent a frame that is too large.");
                reader.AdvanceTo(buffer.Start, buffer.End);
                if (read.IsCompleted)
                    break;
            }

            End(new ConnectionEnd(ErrorCode.ConnectionLost, "The server closed the connection."));
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // Whatever a stream may throw, or bytes that are no frames: the connection is over, and a new one is made.
            End(new ConnectionEnd(ErrorCode.ConnectionLost, exception.Message));
        }
        finally
        {
            _events.Writer.TryComplete();
        }
    }

    private async ValueTask DispatchAsync(Wire.ServerFrame frame)
    {
        _keepAlive.NoteReceived();
        if (frame.RequestId != 0)
        {
            if (_requests.TryGetValue(frame.RequestId, out var request))
                request.TrySetResult(frame);
            return;
        }

        switch (frame.BodyCase)
        {
            case Wire.ServerFrame.BodyOneofCase.Ping:
                _sender.TryPost(new Wire.ClientFrame { Pong = new Wire.Pong { Nonce = frame.Ping.Nonce } });
                break;
            case Wire.ServerFrame.BodyOneofCase.Close:
                var close = frame.Close;
                End(new ConnectionEnd((ErrorCode)(int)close.Code, close.Message, After(close.RetryAfterMs)));
                break;
            default:
                await _events.Writer.WriteAsync(frame, _stop.Token).ConfigureAwait(false);
                break;
        }
    }

    private async Task WriteAsync()
    {
        try
        {
            await _sender.RunAsync(_stop.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // The server may have said why before it closed: the read loop has a moment to find that out.
            await Task.WhenAny(_ended.Task, Task.Delay(TimeSpan.FromMilliseconds(ConnectionLimits.LastWordMilliseconds), _time)).ConfigureAwait(false);
            End(new ConnectionEnd(ErrorCode.ConnectionLost, exception.Message));
        }
    }

    private uint NextRequestId()
    {
        var id = Interlocked.Increment(ref _lastRequestId);
        return id == 0 ? Interlocked.Increment(ref _lastRequestId) : id;
    }

    private ConnectionLostException Lost() =>
        new(_ended.Task.IsCompletedSuccessfully ? _ended.Task.GetAwaiter().GetResult().Message : "The connection ended.");

    private static ChatException ToException(Wire.Error error) =>
        new((ErrorCode)(int)error.Code, error.Message, After(error.RetryAfterMs));

    private static TimeSpan? After(uint milliseconds) => milliseconds == 0 ? null : TimeSpan.FromMilliseconds(milliseconds);
}
