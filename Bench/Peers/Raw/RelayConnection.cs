using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace FastChat.Bench.Peers.Raw;

/// <summary>
/// The way out to one client. Any thread appends, straight into the socket's pipe, and asks for a flush when it has nothing
/// more for now; while a flush is under way, one more is owed at most. All under one short lock.
/// </summary>
internal sealed class RelayConnection(ConnectionContext connection)
{
    /// <summary>A client that leaves more than this unread is cut.</summary>
    private const long UnflushedBytesMax = 16 * 1024 * 1024;

    private readonly PipeWriter _output = connection.Transport.Output;
    private readonly Lock _lock = new();
    private long _unflushedBytes;
    private bool _flushing;
    private bool _owed;
    private bool _ended;

    public void Append(ReadOnlySpan<byte> frames)
    {
        lock (_lock)
        {
            if (TryTake(frames.Length))
                _output.Write(frames);
        }
    }

    public void Flush()
    {
        lock (_lock)
        {
            if (_unflushedBytes == 0 || _ended)
                return;
            _owed = _flushing;
            if (_flushing)
                return;
            _flushing = true;
        }
        _ = FlushAsync();
    }

    /// <summary>Nothing is written any more.</summary>
    public void End()
    {
        lock (_lock)
            _ended = true;
    }

    private bool TryTake(long bytes)
    {
        if (_ended)
            return false;
        _unflushedBytes += bytes;
        if (_unflushedBytes <= UnflushedBytesMax)
            return true;
        _ended = true;
        connection.Abort();
        return false;
    }

    private async Task FlushAsync()
    {
        while (true)
        {
            ValueTask<FlushResult> flush;
            lock (_lock)
            {
                _unflushedBytes = 0;
                flush = _output.FlushAsync();
            }
            var result = await flush;
            lock (_lock)
            {
                _ended |= result.IsCompleted;
                _flushing = _owed && !_ended;
                _owed = false;
                if (!_flushing)
                    return;
            }
        }
    }
}
