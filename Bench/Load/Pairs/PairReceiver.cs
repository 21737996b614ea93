using System.Diagnostics;
using FastChat.Bench.Load.Wire;
using FastChat.Protocol;
using FastChat.Protocol.Identifiers;

namespace FastChat.Bench.Load.Pairs;

/// <summary>
/// The receiving half of a pair: reads every entry, and closes the gap from the log when the server tells that it lags.
/// Used by its loop's thread.
/// </summary>
internal sealed class PairReceiver : IFrameSink
{
    private const int FrameBlockField = 3;
    private const int PageEntries = ProtocolLimits.HistoryPageEntriesMax;
    private readonly ConversationId _conversation;
    private readonly Payload _payload;
    private readonly PairFigures _figures;
    private readonly SequenceLine _line;
    private ulong _sequence;
    private uint _requestId = 1_000_000; // above those of the set-up
    private bool _catchingUp;

    public PairReceiver(
        LeanConnection connection,
        ConversationId conversation,
        Payload payload,
        PairFigures figures,
        SequenceLine line,
        ulong headSequence,
        ulong lastNumber)
    {
        Connection = connection;
        _conversation = conversation;
        _payload = payload;
        _figures = figures;
        _line = line;
        _sequence = headSequence;
        Check = new DeliveryCheck(lastNumber);
    }

    public LeanConnection Connection { get; }

    public DeliveryCheck Check { get; }

    public long Lagged { get; private set; }

    public void Received(ReadOnlySpan<byte> frame)
    {
        var fields = new FieldReader(frame);
        while (fields.MoveNext())
        {
            if (fields.Field == FrameBlockField)
            {
                if (_figures.Measuring)
                    _figures.BlockFrames++;
                Block(fields.Bytes);
                return;
            }
        }
        Other(ServerFrame.Parser.ParseFrom(frame));
    }

    private void Block(ReadOnlySpan<byte> block)
    {
        var now = Stopwatch.GetTimestamp();
        ulong sequence = 0;
        var fields = new FieldReader(block);
        while (fields.MoveNext())
        {
            if (fields.Field == 2)
                sequence = fields.Number;
            else if (fields.Field == 6)
                Entry(sequence++, fields.Bytes, now);
        }
    }

    private void Entry(ulong sequence, ReadOnlySpan<byte> entry, long now)
    {
        if (_catchingUp && sequence != _sequence + 1)
            return; // known already, or beyond the gap: the log will bring it
        ulong kind = 0, number = 0, id = 0;
        ReadOnlySpan<byte> content = [];
        var fields = new FieldReader(entry);
        while (fields.MoveNext())
        {
            switch (fields.Field)
            {
                case 1: kind = fields.Number; break;
                case 4: number = fields.Number; break;
                case 5: id = fields.Number; break;
                case 15: content = fields.Bytes; break;
            }
        }
        if (kind != (ulong)EntryKind.Message)
        {
            _sequence = Math.Max(_sequence, sequence);
            return; // the conversation's first entry, made by the server
        }
        var intact = _payload.TryRead(content, number, out var ticks) && id == _payload.MessageId(number) && _line.Fits(number, sequence);
        _sequence = Math.Max(_sequence, sequence);
        Check.Arrived(number, intact);
        if (!_figures.Measuring)
            return;
        _figures.Delivered++;
        if (intact && !_catchingUp)
            PairFigures.Record(_figures.Delivery, now - ticks);
    }

    private void Other(ServerFrame frame)
    {
        switch (frame.BodyCase)
        {
            case ServerFrame.BodyOneofCase.Lagging:
                Lagged++;
                _catchingUp = true;
                Ask(new ClientFrame { Sync = new Sync() });
                break;
            case ServerFrame.BodyOneofCase.SyncPage:
                AskHistory();
                break;
            case ServerFrame.BodyOneofCase.HistoryPage:
                foreach (var block in frame.HistoryPage.Blocks)
                    Again(block);
                if (_sequence < frame.HistoryPage.HeadSequence)
                    AskHistory();
                else
                    _catchingUp = false;
                break;
            case ServerFrame.BodyOneofCase.Ping:
                Connection.Queue(new ClientFrame { Pong = new Pong { Nonce = frame.Ping.Nonce } });
                break;
            case ServerFrame.BodyOneofCase.Close:
                throw new IOException($"the server closed a receiver's connection: {frame.Close.Code} {frame.Close.Message}");
            case ServerFrame.BodyOneofCase.Error:
                throw new IOException($"catching up was refused: {frame.Error.Code} {frame.Error.Message}");
        }
    }

    /// <summary>Catching up is rare: it may allocate.</summary>
    private void Again(Block block) => Block(Google.Protobuf.MessageExtensions.ToByteArray(block));

    private void AskHistory() => Ask(new ClientFrame
    {
        FetchHistory = new FetchHistory { ConversationId = _conversation.ToByteString(), After = _sequence, Limit = PageEntries },
    });

    private void Ask(ClientFrame request)
    {
        request.RequestId = ++_requestId;
        Connection.Queue(request);
    }
}
