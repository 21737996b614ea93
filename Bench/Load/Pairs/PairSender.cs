using System.Diagnostics;
using FastChat.Bench.Load.Wire;

namespace FastChat.Bench.Load.Pairs;

/// <summary>
/// The sending half of a pair: keeps its window full and checks every ack. What its target's frames look like is the
/// business of the one that derives from it. Used by its loop's thread.
/// </summary>
internal abstract class PairSender(
    LeanConnection connection, IMessageWriter writer, PairSettings settings, PairFigures figures, ulong lastNumber) : IFrameSink
{
    /// <summary>More than this is not written ahead of a socket that does not take it.</summary>
    private const int UnsentBytesMax = 256 * 1024;

    private readonly long[] _sentTicks = new long[settings.Window];
    private long _pausedUntilTicks;

    public LeanConnection Connection => connection;

    public ulong LastSent { get; private set; } = lastNumber;

    public ulong Acked { get; private set; } = lastNumber;

    public long WrongAcks { get; private set; }

    public long Refused { get; private set; }

    /// <summary>Queues as much as the window has room for. <paramref name="delivered"/>: up to which number the receiver has all.</summary>
    public void Pump(ulong delivered, long nowTicks)
    {
        if (nowTicks < _pausedUntilTicks)
            return;
        var settled = settings.OneInFlight ? Math.Min(Acked, delivered) : Acked;
        var room = settings.Window - (int)(LastSent - settled);
        while (room > 0 && connection.UnsentBytes < UnsentBytesMax)
        {
            var count = Math.Min(room, Math.Min(settings.Batch, writer.EntriesMax));
            var first = LastSent + 1;
            var bytes = writer.FrameBytes(first, count);
            writer.Write(connection.Reserve(bytes), first, count, nowTicks);
            connection.Commit(bytes);
            for (var i = 0; i < count; i++)
                _sentTicks[(first + (ulong)i) % (ulong)_sentTicks.Length] = nowTicks;
            LastSent += (ulong)count;
            room -= count;
            if (figures.Measuring)
                figures.SendFrames++;
        }
    }

    public abstract void Received(ReadOnlySpan<byte> frame);

    /// <summary>Queues what tells the target that this side is alive; nothing where it does not ask for that.</summary>
    public abstract void KeepAlive();

    /// <summary>An ack of the messages from <paramref name="first"/> on; they must be the next that were sent.</summary>
    protected void Acknowledge(ulong first, ulong count, long now)
    {
        if (first != Acked + 1 || count == 0 || first + count - 1 > LastSent)
        {
            WrongAcks++;
            return;
        }
        Acked += count;
        if (!figures.Measuring)
            return;
        figures.Acked += (long)count;
        for (var number = first; number < first + count; number++)
            PairFigures.Record(figures.Ack, now - _sentTicks[number % (ulong)_sentTicks.Length]);
    }

    /// <summary>An ack that contradicts what came before.</summary>
    protected void WrongAck() => WrongAcks++;

    /// <summary>The target refused what was sent from <paramref name="expected"/> on: it is sent again after a while.</summary>
    protected void SendAgain(ulong expected, long afterMs)
    {
        Refused++;
        LastSent = expected - 1;
        _pausedUntilTicks = Stopwatch.GetTimestamp() + (afterMs * Stopwatch.Frequency / 1_000);
    }
}
