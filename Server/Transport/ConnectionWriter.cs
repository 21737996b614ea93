using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using FastChat.Protocol;
using FastChat.Server.Delivery;
using FastChat.Server.Diagnostics;

namespace FastChat.Server.Transport;

/// <summary>
/// Empties a connection's outbound queue into its pipe. There is no task while the queue is empty: the first frame begins a
/// drain, at once or as a work item, which flushes once per drain and is done when nothing is left.
/// </summary>
/// <remarks>
/// The queue calls <see cref="OnOutbound"/> only while nobody drains, so drains never overlap and the pipe has one writer.
/// </remarks>
internal sealed class ConnectionWriter : IOutboundConsumer, IThreadPoolWorkItem
{
    private readonly Connection _connection;
    private readonly PipeWriter _output;

    internal ConnectionWriter(Connection connection, PipeWriter output)
    {
        (_connection, _output) = (connection, output);
        Queue = new OutboundQueue(this);
    }

    internal OutboundQueue Queue { get; }

    public void OnOutbound(bool isOneOfMany)
    {
        if (_connection.SharesThread && !isOneOfMany)
            _ = DrainAsync();
        else if (!_connection.TrySchedule(this))
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    void IThreadPoolWorkItem.Execute() => _ = DrainAsync();

    /// <summary>The connection has ended: drops what waits, and completes when the pipe is not touched any more.</summary>
    internal async Task StopAsync()
    {
        Queue.Stop();
        var idle = Queue.WhenIdle();
        if (!idle.IsCompleted)
            _output.CancelPendingFlush();
        await idle;
    }

    private async Task DrainAsync()
    {
        try
        {
            while (Fill() is var bytes and > 0)
            {
                Instruments.BytesSent.Add(bytes);
                var flushed = await _output.FlushAsync();
                if (flushed.IsCompleted || flushed.IsCanceled)
                    Queue.Stop();
            }

            if (Queue.CloseCode is var code and not Code.Unspecified)
                await _connection.FinishOutputAsync(code);
        }
        catch (Exception)
        {
            // The carrier broke. Its reader hears of it as well; what waits has nowhere to go.
            Queue.Stop();
            _connection.Abort();
            Fill();
        }
    }

    // Copies frames into the pipe until a flush is due; 0: the queue is empty, and this writer off duty.
    private int Fill()
    {
        Frames frames = default;
        var taken = Queue.Take(frames, TransportLimits.DrainBytesMax);
        var bytes = 0;
        foreach (var frame in ((ReadOnlySpan<SharedFrame>)frames)[..taken])
        {
            _output.Write(frame.Span);
            bytes += frame.Length;
            frame.Release();
        }

        return bytes;
    }

    /// <summary>Frames between queue and pipe, on the stack.</summary>
    [InlineArray(Length)]
    private struct Frames
    {
        internal const int Length = 32;

        private SharedFrame _first;
    }
}
