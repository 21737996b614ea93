using System.Diagnostics;
using FastChat.Bench.Load.Loops;
using FastChat.Bench.Load.Wire;
using FastChat.Protocol;
using FastChat.Protocol.Identifiers;

namespace FastChat.Bench.Load.Streams;

/// <summary>Reads every entry of a conversation, and closes the gap from the log when the server tells that it lags.</summary>
internal sealed class StreamReceiver : LoadEnd, IFrameEvents
{
    private const uint FirstRequestId = 1_000_000; // above those of the set-up
    private readonly IDialect _dialect;
    private readonly Lane _lane;
    private readonly Payload _payload;
    private readonly LoadFigures _figures;
    private readonly StreamSender _sender;
    private ulong _sequence;
    private uint _requestId = FirstRequestId;
    private bool _catchingUp;
    private long _nowTicks;

    public StreamReceiver(
        LeanConnection connection, IDialect dialect, Lane lane, Payload payload, StreamSender sender, LoadFigures figures)
        : base(connection)
    {
        _dialect = dialect;
        _lane = lane;
        _payload = payload;
        _sender = sender;
        _figures = figures;
        _sequence = lane.HeadSequence;
        Check = new DeliveryCheck(lane.LastNumber);
    }

    public DeliveryCheck Check { get; }

    public long Lagged { get; private set; }

    public long Lost => Check.Lost(_sender.LastSent);

    public override bool IsSettled => Lost == 0;

    public override long DeliveredSoFar => Check.Delivered;

    public override void KeepAlive() => _dialect.KeepAlive(Connection);

    public override void Received(ReadOnlySpan<byte> frame) => _dialect.Read(frame, this);

    public void BlockBegins()
    {
        _nowTicks = Stopwatch.GetTimestamp();
        if (_figures.Measuring)
            _figures.BlockFrames++;
    }

    public void Arrived(ulong sequence, ulong number, ulong messageId, ReadOnlySpan<byte> content)
    {
        if (_catchingUp && sequence != _sequence + 1)
            return; // known already, or beyond the gap: the log will bring it
        var intact = _payload.TryRead(content, number, out var ticks) && messageId == _payload.MessageId(number) && _sender.Line.Fits(number, sequence);
        _sequence = Math.Max(_sequence, sequence);
        Check.Arrived(number, intact);
        if (_figures.Measuring)
            _figures.Delivered++;
        if (intact && _figures.Counts(ticks, _sender.Pace is not null))
            LoadFigures.Record(_figures.Delivery, _nowTicks - ticks);
    }

    /// <summary>The conversation's first entries, made by the server.</summary>
    public void Skipped(ulong sequence)
    {
        if (!_catchingUp || sequence == _sequence + 1)
            _sequence = Math.Max(_sequence, sequence);
    }

    public void PageEnds(uint requestId, ulong headSequence)
    {
        if (_sequence < headSequence)
            AskHistory();
        else
            _catchingUp = false;
    }

    public void Acked(ulong firstNumber, ulong count, ulong firstSequence) => Check.Foreign();

    public void Other(ReadOnlySpan<byte> frame)
    {
        var other = ServerFrame.Parser.ParseFrom(frame);
        switch (other.BodyCase)
        {
            case ServerFrame.BodyOneofCase.Lagging:
                Lagged++;
                _catchingUp = true;
                Ask(new ClientFrame { Sync = new Sync() });
                break;
            case ServerFrame.BodyOneofCase.SyncPage:
                AskHistory();
                break;
            case ServerFrame.BodyOneofCase.Ping:
                Connection.Queue(new ClientFrame { Pong = new Pong { Nonce = other.Ping.Nonce } });
                break;
            case ServerFrame.BodyOneofCase.Close:
                throw new IOException($"the server closed a receiver's connection: {other.Close.Code} {other.Close.Message}");
            case ServerFrame.BodyOneofCase.Error:
                throw new IOException($"catching up was refused: {other.Error.Code} {other.Error.Message}");
        }
    }

    private void AskHistory() => Ask(new ClientFrame
    {
        FetchHistory = new FetchHistory { ConversationId = _lane.Id.ToByteString(), After = _sequence, Limit = ProtocolLimits.HistoryPageEntriesMax },
    });

    private void Ask(ClientFrame request)
    {
        request.RequestId = ++_requestId;
        Connection.Queue(request);
    }
}
