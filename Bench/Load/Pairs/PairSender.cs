using System.Diagnostics;
using FastChat.Bench.Load.Wire;
using FastChat.Protocol;

namespace FastChat.Bench.Load.Pairs;

/// <summary>The sending half of a pair: keeps its window full and checks every ack. Used by its loop's thread.</summary>
internal sealed class PairSender : IFrameSink
{
    /// <summary>More than this is not written ahead of a socket that does not take it.</summary>
    private const int UnsentBytesMax = 256 * 1024;

    private const int FrameAckField = 2;
    private readonly SendWriter _writer;
    private readonly PairSettings _settings;
    private readonly PairFigures _figures;
    private readonly SequenceLine _line;
    private readonly long[] _sentTicks;
    private long _pausedUntilTicks;

    public PairSender(
        LeanConnection connection, SendWriter writer, PairSettings settings, PairFigures figures, SequenceLine line, ulong lastNumber)
    {
        Connection = connection;
        _writer = writer;
        _settings = settings;
        _figures = figures;
        _line = line;
        _sentTicks = new long[settings.Window];
        LastSent = Acked = lastNumber;
    }

    public LeanConnection Connection { get; }

    public ulong LastSent { get; private set; }

    public ulong Acked { get; private set; }

    public long WrongAcks { get; private set; }

    public long Refused { get; private set; }

    /// <summary>Queues as much as the window has room for. <paramref name="delivered"/>: up to which number the receiver has all.</summary>
    public void Pump(ulong delivered, long nowTicks)
    {
        if (nowTicks < _pausedUntilTicks)
            return;
        var settled = _settings.OneInFlight ? Math.Min(Acked, delivered) : Acked;
        var room = _settings.Window - (int)(LastSent - settled);
        while (room > 0 && Connection.UnsentBytes < UnsentBytesMax)
        {
            var count = Math.Min(room, Math.Min(_settings.Batch, _writer.EntriesMax));
            var first = LastSent + 1;
            var bytes = _writer.FrameBytes(first, count);
            _writer.Write(Connection.Reserve(bytes), first, count, nowTicks);
            Connection.Commit(bytes);
            for (var i = 0; i < count; i++)
                _sentTicks[(first + (ulong)i) % (ulong)_sentTicks.Length] = nowTicks;
            LastSent += (ulong)count;
            room -= count;
            if (_figures.Measuring)
                _figures.SendFrames++;
        }
    }

    public void Received(ReadOnlySpan<byte> frame)
    {
        var fields = new FieldReader(frame);
        while (fields.MoveNext())
        {
            if (fields.Field == FrameAckField)
            {
                Ack(fields.Bytes);
                return;
            }
        }
        Other(ServerFrame.Parser.ParseFrom(frame));
    }

    private void Ack(ReadOnlySpan<byte> ack)
    {
        var now = Stopwatch.GetTimestamp();
        var runs = new FieldReader(ack);
        while (runs.MoveNext())
        {
            ulong first = 0, count = 0, sequence = 0;
            var run = new FieldReader(runs.Bytes);
            while (run.MoveNext())
            {
                switch (run.Field)
                {
                    case 2: first = run.Number; break;
                    case 3: count = run.Number; break;
                    case 4: sequence = run.Number; break;
                }
            }
            Run(first, count, sequence, now);
        }
    }

    private void Run(ulong first, ulong count, ulong sequence, long now)
    {
        if (first != Acked + 1 || count == 0 || first + count - 1 > LastSent || !_line.Fits(first, sequence))
        {
            WrongAcks++;
            return;
        }
        Acked += count;
        if (!_figures.Measuring)
            return;
        _figures.Acked += (long)count;
        for (var number = first; number < first + count; number++)
            PairFigures.Record(_figures.Ack, now - _sentTicks[number % (ulong)_sentTicks.Length]);
    }

    private void Other(ServerFrame frame)
    {
        switch (frame.BodyCase)
        {
            case ServerFrame.BodyOneofCase.SendRefused:
                Refused++;
                if (frame.SendRefused.Expected == 0)
                    throw new IOException($"a send was refused: {frame.SendRefused.Code} {frame.SendRefused.Message}");
                LastSent = frame.SendRefused.Expected - 1;
                _pausedUntilTicks = Stopwatch.GetTimestamp() + (frame.SendRefused.RetryAfterMs * Stopwatch.Frequency / 1_000);
                break;
            case ServerFrame.BodyOneofCase.Ping:
                Connection.Queue(new ClientFrame { Pong = new Pong { Nonce = frame.Ping.Nonce } });
                break;
            case ServerFrame.BodyOneofCase.Close:
                throw new IOException($"the server closed a sender's connection: {frame.Close.Code} {frame.Close.Message}");
        }
    }
}
