using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Threading.Tasks.Sources;
using Microsoft.AspNetCore.Connections;

namespace FastChat.Server.Transport.Epoll;

/// <summary>
/// Gathers what is written in one rented array and sends it with one call when it is flushed, on the thread that flushes. What
/// the socket does not take waits for an edge; until then the flush is not complete, and the array not given back.
/// </summary>
/// <remarks>One writer; <see cref="CancelPendingFlush"/> and <see cref="OnWritable"/> come from other threads. The flags are guarded by
/// the monitor of this object.</remarks>
internal sealed class EpollWriter(Socket socket) : PipeWriter, IValueTaskSource<FlushResult>
{
    private ManualResetValueTaskSourceCore<FlushResult> _wait;
    private byte[]? _buffer;
    private int _start;
    private int _end;
    private bool _mayTakeMore = true;
    private bool _isWaiting;
    private bool _isCanceled;

    public override Span<byte> GetSpan(int sizeHint = 0)
    {
        MakeRoom(sizeHint);
        return _buffer.AsSpan(_end);
    }

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        MakeRoom(sizeHint);
        return _buffer.AsMemory(_end);
    }

    public override void Advance(int bytes) => _end += bytes;

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        while (_start < _end)
        {
            if (TrySend())
                continue;
            lock (this)
            {
                if (_mayTakeMore)
                    continue;
                if (_isCanceled)
                    break;
                _wait.Reset();
                _isWaiting = true;
                return new ValueTask<FlushResult>(this, _wait.Version);
            }
        }

        ReturnBuffer();
        return new ValueTask<FlushResult>(new FlushResult(_isCanceled, isCompleted: false));
    }

    /// <summary>For good: only a connection that ends cancels.</summary>
    public override void CancelPendingFlush()
    {
        lock (this)
        {
            _isCanceled = true;
            if (!_isWaiting)
                return;
            _isWaiting = false;
        }

        ThreadPool.UnsafeQueueUserWorkItem(static writer => writer.Finish(), this, preferLocal: false);
    }

    public override void Complete(Exception? exception = null) => ReturnBuffer();

    /// <summary>The loop's thread: the socket takes bytes again, or is broken.</summary>
    internal void OnWritable()
    {
        lock (this)
        {
            _mayTakeMore = true;
            if (!_isWaiting)
                return;
            _isWaiting = false;
        }

        Resume();
    }

    FlushResult IValueTaskSource<FlushResult>.GetResult(short token) => _wait.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<FlushResult>.GetStatus(short token) => _wait.GetStatus(token);

    void IValueTaskSource<FlushResult>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _wait.OnCompleted(continuation, state, token, flags);

    private void Resume()
    {
        try
        {
            while (_start < _end)
            {
                if (TrySend())
                    continue;
                lock (this)
                {
                    if (_mayTakeMore)
                        continue;
                    if (_isCanceled)
                        break;
                    _isWaiting = true;
                    return;
                }
            }
        }
        catch (IOException lost)
        {
            ReturnBuffer();
            _wait.SetException(lost);
            return;
        }

        Finish();
    }

    private void Finish()
    {
        ReturnBuffer();
        _wait.SetResult(new FlushResult(_isCanceled, isCompleted: false));
    }

    /// <summary>False: the socket is full.</summary>
    /// <exception cref="ConnectionResetException">The connection is broken.</exception>
    private bool TrySend()
    {
        lock (this)
        {
            if (!_mayTakeMore)
                return false;
            _mayTakeMore = false;
        }

        var sent = socket.Send(_buffer.AsSpan(_start, _end - _start), SocketFlags.None, out var error);
        if (error == SocketError.WouldBlock)
            return false;
        if (error != SocketError.Success)
            throw new ConnectionResetException(error.ToString());
        _start += sent;
        lock (this)
            _mayTakeMore = true;
        return true;
    }

    private void MakeRoom(int bytes)
    {
        bytes = Math.Max(bytes, 1);
        if (_buffer is not null && _buffer.Length - _end >= bytes)
            return;
        var held = _end - _start;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(held + bytes, TransportLimits.SendBytes));
        if (_buffer is not null)
        {
            _buffer.AsSpan(_start, held).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        (_buffer, _start, _end) = (larger, 0, held);
    }

    private void ReturnBuffer()
    {
        if (_buffer is not null)
            ArrayPool<byte>.Shared.Return(_buffer);
        (_buffer, _start, _end) = (null, 0, 0);
    }
}
