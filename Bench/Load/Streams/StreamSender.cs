using System.Diagnostics;
using FastChat.Bench.Load.Loops;
using FastChat.Bench.Load.Wire;
using FastChat.Protocol;

namespace FastChat.Bench.Load.Streams;

/// <summary>Writes into a conversation: keeps its window full, or keeps its pace, and checks every ack.</summary>
internal sealed class StreamSender : LoadEnd, IFrameEvents
{
    /// <summary>More than this is not written ahead of a socket that does not take it.</summary>
    private const int UnsentBytesMax = 256 * 1024;

    private readonly IDialect _dialect;
    private readonly ISendWriter _writer;
    private readonly StreamSettings _settings;
    private readonly LoadFigures _figures;
    private readonly long[] _ticks;
    private readonly ulong _firstNumber;
    private long _pausedUntilTicks;
    private long _blockedTicks;
    private ulong _lastSent;

    public StreamSender(
        LeanConnection connection, IDialect dialect, Lane lane, Payload payload, StreamSettings settings, LoadFigures figures, Pace? pace)
        : base(connection)
    {
        _dialect = dialect;
        _writer = dialect.Writer(lane, payload);
        _settings = settings;
        _figures = figures;
        Pace = pace;
        _ticks = new long[settings.Window];
        _firstNumber = lane.LastNumber + 1;
        _lastSent = LastAcked = lane.LastNumber;
    }

    public override Pace? Pace { get; }

    public SequenceLine Line { get; } = new();

    /// <summary>Set when the next message waits until it got the last one.</summary>
    public StreamReceiver? Awaited { get; set; }

    /// <summary>Receivers of other loops read it while draining.</summary>
    public ulong LastSent => Volatile.Read(ref _lastSent);

    public ulong LastAcked { get; private set; }

    public long Unacked => (long)(LastSent - LastAcked);

    public long WrongAcks { get; private set; }

    public long Refused { get; private set; }

    public override bool IsSettled => Unacked == 0 && (Pace is null || Unsent(_figures.UntilTicks) <= 0);

    public override void Pump(long nowTicks, LoadPhase phase)
    {
        if (phase == LoadPhase.Draining && Pace is null)
            return;
        if (Pace is { HasStarted: false } pace)
            pace.Start(nowTicks);
        if (nowTicks < _pausedUntilTicks)
            return;
        var settled = Awaited is { } receiver ? Math.Min(LastAcked, receiver.Check.Highest) : LastAcked;
        var window = _settings.Window - (long)(_lastSent - settled);
        var due = Unsent(Math.Min(nowTicks, _figures.UntilTicks));
        NoteLag(due, window, nowTicks);
        var room = (int)Math.Min(window, due);
        while (room > 0 && Connection.UnsentBytes < UnsentBytesMax)
        {
            var count = Math.Min(room, Math.Min(_settings.Batch, _writer.EntriesMax));
            Write(_lastSent + 1, count, nowTicks);
            room -= count;
        }
    }

    public override void Received(ReadOnlySpan<byte> frame) => _dialect.Read(frame, this);

    public override void KeepAlive() => _dialect.KeepAlive(Connection);

    public void Acked(ulong firstNumber, ulong count, ulong firstSequence)
    {
        if (firstNumber != LastAcked + 1 || count == 0 || firstNumber + count - 1 > _lastSent || !Line.Fits(firstNumber, firstSequence))
        {
            WrongAcks++;
            return;
        }
        LastAcked += count;
        if (_figures.Measuring)
            _figures.Acked += (long)count;
        var now = Stopwatch.GetTimestamp();
        for (var number = firstNumber; number < firstNumber + count; number++)
        {
            var ticks = _ticks[number % (ulong)_ticks.Length];
            if (_figures.Counts(ticks, Pace is not null))
                LoadFigures.Record(_figures.Ack, now - ticks);
        }
    }

    public void BlockBegins()
    {
    }

    /// <summary>A sender's own messages do not come back to it, nor does it wait for others'.</summary>
    public void Arrived(ulong sequence, ulong number, ulong messageId, ReadOnlySpan<byte> content)
    {
    }

    public void Skipped(ulong sequence)
    {
    }

    public void Other(ReadOnlySpan<byte> frame)
    {
        var other = ServerFrame.Parser.ParseFrom(frame);
        switch (other.BodyCase)
        {
            case ServerFrame.BodyOneofCase.SendRefused:
                Refuse(other.SendRefused);
                break;
            case ServerFrame.BodyOneofCase.Ping:
                Connection.Queue(new ClientFrame { Pong = new Pong { Nonce = other.Ping.Nonce } });
                break;
            case ServerFrame.BodyOneofCase.Close:
                throw new IOException($"the server closed a sender's connection: {other.Close.Code} {other.Close.Message}");
        }
    }

    private void Refuse(SendRefused refusal)
    {
        Refused++;
        if (refusal.Expected == 0)
            throw new IOException($"a send was refused: {refusal.Code} {refusal.Message}");
        Volatile.Write(ref _lastSent, refusal.Expected - 1);
        _pausedUntilTicks = Stopwatch.GetTimestamp() + (refusal.RetryAfterMs * Stopwatch.Frequency / 1_000);
    }

    private void Write(ulong first, int count, long nowTicks)
    {
        for (var i = 0; i < count; i++)
        {
            var number = first + (ulong)i;
            _ticks[number % (ulong)_ticks.Length] = Pace?.Ticks((long)(number - _firstNumber)) ?? nowTicks;
        }
        var bytes = _writer.FrameBytes(first, count);
        _writer.Write(Connection.Reserve(bytes), first, count, _ticks);
        Connection.Commit(bytes);
        Volatile.Write(ref _lastSent, _lastSent + (ulong)count);
        if (_figures.Measuring)
            _figures.SendFrames++;
    }

    /// <summary>How late the generator sends what the server's window would have let it send in time.</summary>
    private void NoteLag(long due, long window, long nowTicks)
    {
        if (Pace is not { } pace || due <= 0)
            return;
        if (due > window)
            _blockedTicks = nowTicks;
        else if (_figures.Measuring)
            LoadFigures.Record(_figures.Lag, nowTicks - Math.Max(_blockedTicks, pace.Ticks((long)(_lastSent + 1 - _firstNumber))));
    }

    /// <summary>How many messages should have left by then and have not; without a pace, as many as there is room for.</summary>
    private long Unsent(long ticks) => Pace?.DueBy(ticks) - (long)(_lastSent + 1 - _firstNumber) ?? _settings.Window;
}
