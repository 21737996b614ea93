using System.Buffers;
using System.Threading.Channels;
using FastChat.Protocol.Framing;
using Wire = FastChat.Protocol;

namespace FastChat.Client.Connections;

/// <summary>The write side: many callers queue frames, one loop writes all that wait with one call.</summary>
internal sealed class FrameSender(Stream stream)
{
    private readonly Channel<Wire.ClientFrame> _frames = Channel.CreateBounded<Wire.ClientFrame>(
        new BoundedChannelOptions(ConnectionLimits.OutgoingFramesMax) { SingleReader = true });

    private long _sent;

    /// <summary>How many frames were written: the keep-alive asks whether anything left.</summary>
    public long Sent => Volatile.Read(ref _sent);

    /// <summary>False once the connection ended.</summary>
    public async ValueTask<bool> TryPostAsync(Wire.ClientFrame frame, CancellationToken cancellationToken)
    {
        try
        {
            await _frames.Writer.WriteAsync(frame, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (ChannelClosedException)
        {
            return false;
        }
    }

    /// <summary>For what may be left out when the queue is full: pings and pongs, since then other frames are leaving.</summary>
    public bool TryPost(Wire.ClientFrame frame) => _frames.Writer.TryWrite(frame);

    public void Complete() => _frames.Writer.TryComplete();

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var buffer = new ArrayBufferWriter<byte>(ConnectionLimits.WriteBytes);
        while (await _frames.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var count = 0;
            while (buffer.WrittenCount < ConnectionLimits.WriteBytes && _frames.Reader.TryRead(out var frame))
            {
                var bytes = FrameWriter.Size(frame);
                buffer.Advance(FrameWriter.Write(buffer.GetSpan(bytes), frame));
                count++;
            }

            await stream.WriteAsync(buffer.WrittenMemory, cancellationToken).ConfigureAwait(false);
            await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
            buffer.ResetWrittenCount();
            Volatile.Write(ref _sent, _sent + count);
        }
    }
}
