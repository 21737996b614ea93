using System.Net.Sockets;
using System.Threading.Tasks.Sources;

namespace FastChat.Bench.Load.Wire.Layers;

/// <summary>The sealed side of a <see cref="TlsLayer"/>: no call waits, and reads end on the thread that feeds them.</summary>
internal sealed class TlsWire(Socket socket) : Stream, IValueTaskSource<int>
{
    private readonly SocketLayer _socket = new(socket);
    private ManualResetValueTaskSourceCore<int> _read; // runs continuations at once, on the feeding thread
    private Memory<byte> _waiting;
    private byte[] _unsent = [];
    private int _unsentStart;
    private int _unsentEnd;

    public bool HasUnsent => _unsentStart < _unsentEnd;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Gives the read that waits what the socket has. False: nothing now.</summary>
    public bool Feed()
    {
        var count = _socket.Receive(_waiting.Span);
        if (count == IByteLayer.NothingNow)
            return false;
        _read.SetResult(count);
        return true;
    }

    public void FlushUnsent()
    {
        while (HasUnsent && _socket.Send(_unsent.AsSpan(_unsentStart, _unsentEnd - _unsentStart)) is > 0 and var sent)
            _unsentStart += sent;
    }

    public override int Read(Span<byte> buffer) => _socket.Receive(buffer);

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = _socket.Receive(buffer.Span);
        if (count != IByteLayer.NothingNow)
            return ValueTask.FromResult(count);
        _read.Reset();
        _waiting = buffer;
        return new ValueTask<int>(this, _read.Version);
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (!HasUnsent)
            _unsentStart = _unsentEnd = 0;
        if (_unsent.Length - _unsentEnd < buffer.Length)
            Array.Resize(ref _unsent, Math.Max(2 * _unsent.Length, _unsentEnd + buffer.Length));
        buffer.CopyTo(_unsent.AsSpan(_unsentEnd));
        _unsentEnd += buffer.Length;
        FlushUnsent();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public int GetResult(short token) => _read.GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => _read.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _read.OnCompleted(continuation, state, token, flags);
}
