using Wire = FastChat.Protocol;

namespace FastChat.Client.Connections;

/// <summary>
/// Sends a ping when nothing else left for half an interval, and ends a connection over which nothing came for two: half-open
/// ones look alive to the operating system for many minutes.
/// </summary>
internal sealed class KeepAlive(FrameSender sender, TimeProvider time, Action<ConnectionEnd> end)
{
    private long _intervalMilliseconds = ConnectionLimits.KeepAliveSeconds * 1_000;
    private long _received = time.GetTimestamp();

    /// <summary>Written by the engine after Welcome, read by the loop.</summary>
    public TimeSpan Interval
    {
        set => Volatile.Write(ref _intervalMilliseconds, Math.Max(1_000, (long)value.TotalMilliseconds));
    }

    /// <summary>Called by the read loop for each frame.</summary>
    public void NoteReceived() => Volatile.Write(ref _received, time.GetTimestamp());

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var (sent, nonce) = (0L, 0UL);
        try
        {
            while (true)
            {
                var interval = TimeSpan.FromMilliseconds(Volatile.Read(ref _intervalMilliseconds));
                await Task.Delay(interval / 2, time, cancellationToken).ConfigureAwait(false);
                var silence = time.GetElapsedTime(Volatile.Read(ref _received));
                if (silence >= interval * 2)
                {
                    end(new ConnectionEnd(ErrorCode.CloseTimeout, "The server was silent for two keep-alive intervals."));
                    return;
                }

                // Also when others are sending but nothing comes back: the answer tells whether the server is there.
                if (sender.Sent == sent || silence >= interval)
                    sender.TryPost(new Wire.ClientFrame { RequestId = uint.MaxValue, Ping = new Wire.Ping { Nonce = ++nonce } });
                sent = sender.Sent;
            }
        }
        catch (OperationCanceledException)
        {
            // The connection ended.
        }
    }
}
