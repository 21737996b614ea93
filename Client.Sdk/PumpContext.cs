using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace FastChat.Client;

/// <summary>
/// A context whose work runs when you say so: call <see cref="Pump"/> once per frame of a game loop, or in a test, and every
/// event, list change and continuation of a handler runs there. Posting is allowed from any thread; pump from one at a time.
/// </summary>
public sealed class PumpContext : SynchronizationContext
{
    private readonly ConcurrentQueue<(SendOrPostCallback Callback, object? State)> _work = new();
    private readonly Lock _gate = new();
    private int _pumpingThreadId;   // Under _gate; 0: nobody.

    /// <summary>Runs what is waiting, in order. An exception of a callback comes out here; what waits behind it stays.</summary>
    /// <param name="itemsMax">How much to run at most, so that a frame stays short.</param>
    /// <returns>How many ran.</returns>
    /// <exception cref="InvalidOperationException">Another thread is pumping, or a callback pumps again.</exception>
    public int Pump(int itemsMax = 256)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(itemsMax);
        lock (_gate)
        {
            if (_pumpingThreadId != 0)
                throw new InvalidOperationException("The context is being pumped already.");
            _pumpingThreadId = Environment.CurrentManagedThreadId;
        }

        var before = Current;
        var done = 0;
        try
        {
            SetSynchronizationContext(this);
            while (done < itemsMax && _work.TryDequeue(out var item))
            {
                done++;
                item.Callback(item.State);
            }
        }
        finally
        {
            SetSynchronizationContext(before);
            lock (_gate)
                _pumpingThreadId = 0;
        }

        return done;
    }

    /// <summary>Queues work for the next <see cref="Pump"/>. From any thread.</summary>
    /// <param name="d">The work.</param>
    /// <param name="state">Passed to it.</param>
    public override void Post(SendOrPostCallback d, object? state)
    {
        ArgumentNullException.ThrowIfNull(d);
        _work.Enqueue((d, state));
    }

    /// <summary>Runs work at once when called while pumping, else waits until a <see cref="Pump"/> of another thread ran it.</summary>
    /// <param name="d">The work.</param>
    /// <param name="state">Passed to it.</param>
    public override void Send(SendOrPostCallback d, object? state)
    {
        ArgumentNullException.ThrowIfNull(d);
        bool here;
        lock (_gate)
            here = _pumpingThreadId == Environment.CurrentManagedThreadId;
        if (here)
        {
            d(state);
            return;
        }

        using var ran = new ManualResetEventSlim();
        ExceptionDispatchInfo? failure = null;
        Post(
            _ =>
            {
                try
                {
                    d(state);
                }
                catch (Exception e)
                {
                    failure = ExceptionDispatchInfo.Capture(e);
                }
                finally
                {
                    ran.Set();
                }
            },
            null);
        ran.Wait();
        failure?.Throw();
    }

    /// <summary>The same context: its work must stay in one order.</summary>
    public override SynchronizationContext CreateCopy() => this;
}
