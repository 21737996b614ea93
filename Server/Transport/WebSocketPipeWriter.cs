using System.Buffers;
using System.IO.Pipelines;
using System.Net.WebSockets;

namespace FastChat.Server.Transport;

/// <summary>
/// Gathers what is written and sends it as one binary message per flush: the writer flushes between frames, so each message
/// holds whole ones. Holds no buffer between flushes. The connection's writer only.
/// </summary>
internal sealed class WebSocketPipeWriter(WebSocket socket) : PipeWriter
{
    private byte[]? _buffer;
    private int _length;

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        MakeRoom(sizeHint);
        return _buffer.AsMemory(_length);
    }

    public override Span<byte> GetSpan(int sizeHint = 0)
    {
        MakeRoom(sizeHint);
        return _buffer.AsSpan(_length);
    }

    public override void Advance(int bytes) => _length += bytes;

    public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        if (_buffer is null)
            return default;
        try
        {
            await socket.SendAsync(
                _buffer.AsMemory(0, _length), WebSocketMessageType.Binary, endOfMessage: true, cancellationToken);
        }
        finally
        {
            ReturnBuffer();
        }

        return default;
    }

    /// <summary>A send that is stuck can be ended together with its socket only; callers are done with it.</summary>
    public override void CancelPendingFlush() => socket.Abort();

    public override void Complete(Exception? exception = null) => ReturnBuffer();

    private void MakeRoom(int sizeHint)
    {
        var needed = _length + Math.Max(sizeHint, 1);
        if (_buffer is not null && needed <= _buffer.Length)
            return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, _length * 2));
        if (_buffer is not null)
        {
            _buffer.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        _buffer = larger;
    }

    private void ReturnBuffer()
    {
        if (_buffer is not null)
            ArrayPool<byte>.Shared.Return(_buffer);
        (_buffer, _length) = (null, 0);
    }
}
