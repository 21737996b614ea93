using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Threading.Tasks.Sources;
using Microsoft.AspNetCore.Connections;

namespace FastChat.Server.Transport.Epoll;

/// <summary>
/// Reads a socket into one rented array, which is given back as soon as all in it is consumed. A wait ends on the loop's thread,
/// and what follows runs there.
/// </summary>
/// <remarks>
/// One reader. Edge-triggered: <see cref="_mayHaveMore"/> is cleared before a receive and set by an edge, so bytes that come in
/// between are not missed. A receive that did not fill its buffer took all that there was (epoll(7), questions and
/// answers), unless the peer has ended its side, which is read until the end. Both flags are guarded by the monitor of this object.
/// </remarks>
internal sealed class EpollReader(EpollConnection connection) : PipeReader, IValueTaskSource<ReadResult>, IThreadPoolWorkItem
{
    private ManualResetValueTaskSourceCore<ReadResult> _wait;
    private byte[]? _buffer;
    private int _start;
    private int _end;
    private int _bytesInARow;
    private bool _hasUnexamined;
    private bool _isCompleted;
    private bool _mayHaveMore = true;
    private bool _isWaiting;
    private bool _peerEnded;

    public override bool TryRead(out ReadResult result)
    {
        if (!_hasUnexamined && !_isCompleted)
            TryReceive();
        result = Result();
        return _hasUnexamined || _isCompleted;
    }

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (_bytesInARow >= TransportLimits.ReadInARowBytesMax)
            return YieldAsync();
        while (!_hasUnexamined && !_isCompleted)
        {
            if (!TryReceive() && TryWait(out var wait))
                return wait;
        }

        return new ValueTask<ReadResult>(Result());
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

    /// <summary>Nobody cancels a read here; a connection is aborted instead.</summary>
    public override void CancelPendingRead() => throw new NotSupportedException();

    public override void Complete(Exception? exception = null) => ReturnBuffer();

    /// <summary>The loop's thread: bytes or an end have come.</summary>
    internal void OnReadable(bool peerEnded)
    {
        lock (this)
        {
            _mayHaveMore = true;
            _peerEnded |= peerEnded;
            if (!_isWaiting)
                return;
            _isWaiting = false;
        }

        Resume();
    }

    ReadResult IValueTaskSource<ReadResult>.GetResult(short token) => _wait.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<ReadResult>.GetStatus(short token) => _wait.GetStatus(token);

    void IValueTaskSource<ReadResult>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _wait.OnCompleted(continuation, state, token, flags);

    void IThreadPoolWorkItem.Execute() => Resume();

    /// <summary>Goes on with the wait that is over: with bytes or the end, or, had it been a false alarm, by waiting again.</summary>
    private void Resume()
    {
        try
        {
            while (!_hasUnexamined && !_isCompleted)
            {
                if (TryReceive())
                    continue;
                lock (this)
                {
                    if (_mayHaveMore)
                        continue;
                    _isWaiting = true;
                    return;
                }
            }
        }
        catch (IOException lost)
        {
            _wait.SetException(lost);
            return;
        }

        _wait.SetResult(Result());
    }

    /// <summary>A peer that always has more gets a thread of the pool, so that it does not hold up the loop's other connections.</summary>
    private ValueTask<ReadResult> YieldAsync()
    {
        _bytesInARow = 0;
        _wait.Reset();
        var wait = new ValueTask<ReadResult>(this, _wait.Version);
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        return wait;
    }

    private bool TryWait(out ValueTask<ReadResult> wait)
    {
        lock (this)
        {
            wait = default;
            if (_mayHaveMore)
                return false;
            _bytesInARow = 0;
            _wait.Reset();
            wait = new ValueTask<ReadResult>(this, _wait.Version);
            _isWaiting = true;
        }

        return true;
    }

    /// <summary>False: nothing is there now.</summary>
    /// <exception cref="ConnectionResetException">The peer, or an abort, has broken the connection.</exception>
    private bool TryReceive()
    {
        lock (this)
        {
            if (!_mayHaveMore)
                return false;
            _mayHaveMore = _peerEnded;
        }

        MakeRoom();
        var room = _buffer.AsSpan(_end);
        var received = connection.Socket.Receive(room, SocketFlags.None, out var error);
        if (error == SocketError.WouldBlock)
        {
            lock (this)
                _peerEnded = false; // It would have been read. An edge may have come since the receive: its flag stays.
            Shrink();
            return false;
        }

        if (error != SocketError.Success)
            throw new ConnectionResetException(error.ToString());
        if (received == room.Length)
        {
            lock (this)
                _mayHaveMore = true;
        }

        _end += received;
        _bytesInARow += received;
        _hasUnexamined = received > 0;
        _isCompleted = received == 0;
        return true;
    }

    private ReadResult Result() => new(
        _buffer is null ? ReadOnlySequence<byte>.Empty : new ReadOnlySequence<byte>(_buffer, _start, _end - _start),
        isCanceled: false,
        _isCompleted);

    /// <summary>Behind a part of a frame, too. Grows to a frame's size at most: a larger one ends the connection.</summary>
    private void MakeRoom()
    {
        var held = _end - _start;
        if (_buffer is not null && _buffer.Length - _end >= TransportLimits.ReceiveBytesMin)
            return;
        Move(held + TransportLimits.ReceiveBytes);
    }

    /// <summary>What waits for the rest of its frame, from a peer that may never send it, is kept in as little as holds it.</summary>
    private void Shrink()
    {
        if (_buffer is null)
            return;
        if (_start == _end)
            ReturnBuffer();
        else if (_buffer.Length >= 4 * (_end - _start))
            Move(_end - _start);
    }

    private void Move(int bytes)
    {
        var held = _end - _start;
        var other = ArrayPool<byte>.Shared.Rent(bytes);
        if (_buffer is not null)
        {
            _buffer.AsSpan(_start, held).CopyTo(other);
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        (_buffer, _start, _end) = (other, 0, held);
    }

    private void ReturnBuffer()
    {
        if (_buffer is not null)
            ArrayPool<byte>.Shared.Return(_buffer);
        (_buffer, _start, _end, _hasUnexamined) = (null, 0, 0, false);
    }
}
