using System.Buffers;
using System.IO.Pipelines;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using FastChat.Protocol;
using FastChat.Server.Sessions;

namespace FastChat.Server.Transport;

/// <summary>
/// The messages of a WebSocket as one stream of bytes. Waits with a zero-byte read, so an idle connection holds no buffer;
/// what has arrived lies in one rented array until it is consumed. The read loop only.
/// </summary>
internal sealed class WebSocketPipeReader(WebSocket socket) : PipeReader
{
    private byte[]? _buffer;
    private int _start;
    private int _end;
    private bool _hasUnexamined;
    private bool _isCompleted;

    /// <summary>Whose bytes these are: a text message ends it.</summary>
    internal Session? Session { get; set; }

    public override bool TryRead(out ReadResult result)
    {
        result = Result();
        return _hasUnexamined || _isCompleted;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (_hasUnexamined || _isCompleted)
            return Result();
        if (_start == _end)
        {
            var arrived = await socket.ReceiveAsync(Memory<byte>.Empty, cancellationToken);
            if (arrived.MessageType == WebSocketMessageType.Close)
                return Complete();
        }

        MakeRoom();
        var received = await socket.ReceiveAsync(_buffer.AsMemory(_end), cancellationToken);
        if (received.MessageType == WebSocketMessageType.Close)
            return Complete();
        if (received.MessageType == WebSocketMessageType.Text)
            Session?.Close(Code.CloseProtocolViolation, "A text message.");
        _end += received.Count;
        _hasUnexamined = true;
        return Result();
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        if (_buffer is null)
            return;
        _start = consumed.GetInteger();
        _hasUnexamined = examined.GetInteger() < _end;
        if (_start == _end)
            ReturnBuffer();
    }

    /// <summary>Nobody cancels a read here: it would cost the socket. A connection is aborted instead.</summary>
    public override void CancelPendingRead() => throw new NotSupportedException();

    public override void Complete(Exception? exception = null) => ReturnBuffer();

    private ReadResult Complete()
    {
        _isCompleted = true;
        return Result();
    }

    private ReadResult Result() => new(
        _buffer is null ? ReadOnlySequence<byte>.Empty : new ReadOnlySequence<byte>(_buffer, _start, _end - _start),
        isCanceled: false,
        _isCompleted);

    // Grows to a frame's size at most: a larger one ends the connection.
    private void MakeRoom()
    {
        _buffer ??= ArrayPool<byte>.Shared.Rent(TransportLimits.WebSocketReadBytes);
        if (_end < _buffer.Length)
            return;
        var larger = _start > 0 ? _buffer : ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        _buffer.AsSpan(_start, _end - _start).CopyTo(larger);
        if (larger != _buffer)
            ArrayPool<byte>.Shared.Return(_buffer);
        (_buffer, _start, _end) = (larger, 0, _end - _start);
    }

    private void ReturnBuffer()
    {
        if (_buffer is not null)
            ArrayPool<byte>.Shared.Return(_buffer);
        (_buffer, _start, _end, _hasUnexamined) = (null, 0, 0, false);
    }
}
