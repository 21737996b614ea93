using System.Diagnostics;
using FastChat.Bench.Load.Loops;
using FastChat.Bench.Load.Wire;
using FastChat.Protocol;

namespace FastChat.Bench.Load.Idle;

/// <summary>A connection that says nothing but that it is still there.</summary>
/// <param name="connection">Authenticated.</param>
/// <param name="dialect">How it is spoken to.</param>
/// <param name="figures">Takes the time of each answer as an ack.</param>
/// <param name="share">When in the interval it speaks, 0 to 1, so that not all speak at once.</param>
internal sealed class IdleMember(LeanConnection connection, IDialect dialect, LoadFigures figures, double share)
    : LoadEnd(connection), IFrameEvents
{
    /// <summary>Below the 30 s that the server wants.</summary>
    private const int KeepAliveSeconds = 20;

    private long _nextTicks;
    private long _askedTicks;

    /// <summary>Whether an answer is still missing.</summary>
    public bool IsUnanswered => _askedTicks != 0 && dialect.AnswersKeepAlive;

    /// <summary>Frames that an idle connection should not get.</summary>
    public long Foreign { get; private set; }

    public override bool IsSettled => !IsUnanswered;

    public override void Pump(long nowTicks, LoadPhase phase)
    {
        const long Seconds = KeepAliveSeconds;
        if (_nextTicks == 0)
            _nextTicks = nowTicks + (long)(share * Seconds * Stopwatch.Frequency);
        if (nowTicks < _nextTicks || IsUnanswered || phase == LoadPhase.Draining)
            return;
        dialect.KeepAlive(Connection);
        _askedTicks = nowTicks;
        _nextTicks = nowTicks + (Seconds * Stopwatch.Frequency);
    }

    /// <summary>It keeps times of its own.</summary>
    public override void KeepAlive()
    {
    }

    public override void Received(ReadOnlySpan<byte> frame) => dialect.Read(frame, this);

    public void KeepAliveAnswered()
    {
        if (figures.Measuring)
            LoadFigures.Record(figures.Ack, Stopwatch.GetTimestamp() - _askedTicks);
        _askedTicks = 0;
    }

    public void Acked(ulong firstNumber, ulong count, ulong firstSequence) => Foreign++;

    public void BlockBegins() => Foreign++;

    public void Arrived(ulong sequence, ulong number, ulong messageId, ReadOnlySpan<byte> content)
    {
    }

    public void Skipped(ulong sequence)
    {
    }

    public void Other(ReadOnlySpan<byte> frame)
    {
        var other = ServerFrame.Parser.ParseFrom(frame);
        if (other.BodyCase == ServerFrame.BodyOneofCase.Ping)
            Connection.Queue(new ClientFrame { Pong = new Pong { Nonce = other.Ping.Nonce } });
        else if (other.BodyCase == ServerFrame.BodyOneofCase.Close)
            throw new IOException($"the server closed an idle connection: {other.Close.Code} {other.Close.Message}");
        else
            Foreign++;
    }
}
