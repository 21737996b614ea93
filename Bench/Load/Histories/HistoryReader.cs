using System.Diagnostics;
using FastChat.Bench.Load.Loops;
using FastChat.Bench.Load.Streams;
using FastChat.Bench.Load.Wire;
using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using Google.Protobuf;

namespace FastChat.Bench.Load.Histories;

/// <summary>Asks for one random page after the other and checks every message of it.</summary>
internal sealed class HistoryReader(
    LeanConnection connection, FastChatDialect dialect, HistoryManifest history, Payload[] payloads, LoadFigures figures, Random random)
    : LoadEnd(connection), IFrameEvents
{
    /// <summary>Of a page.</summary>
    public const int PageMessages = 50;

    private const uint FirstRequestId = 1_000_000;
    private readonly ByteString[] _conversations = [.. history.Conversations.Select(Id)];
    private uint _requestId = FirstRequestId;
    private bool _isAsked;
    private int _conversation;
    private ulong _before;
    private ulong _next;
    private long _askedTicks;
    private long _delivered;

    /// <summary>Messages that a page did not hold, that came out of their place, or that were not as written.</summary>
    public CheckSums Wrong { get; private set; }

    public override bool IsSettled => !_isAsked;

    public override long DeliveredSoFar => _delivered;

    public override void Pump(long nowTicks, LoadPhase phase)
    {
        if (_isAsked || phase == LoadPhase.Draining)
            return;
        _conversation = random.Next(_conversations.Length);
        _before = history.FirstSequence + (ulong)random.Next(Math.Min(PageMessages, history.Messages), history.Messages + 1);
        _next = _before - history.FirstSequence > PageMessages ? _before - PageMessages : history.FirstSequence;
        _askedTicks = nowTicks;
        _isAsked = true;
        Connection.Queue(new ClientFrame
        {
            RequestId = ++_requestId,
            FetchHistory = new FetchHistory { ConversationId = _conversations[_conversation], Before = _before, Limit = PageMessages },
        });
    }

    public override void KeepAlive() => dialect.KeepAlive(Connection);

    public override void Received(ReadOnlySpan<byte> frame) => dialect.Read(frame, this);

    public void BlockBegins()
    {
        if (figures.Measuring)
            figures.BlockFrames++;
    }

    public void Arrived(ulong sequence, ulong number, ulong messageId, ReadOnlySpan<byte> content)
    {
        if (sequence < _next || sequence >= _before)
            return; // a block may reach beyond what was asked
        var payload = payloads[_conversation];
        var intact = number == sequence - history.FirstSequence + 1 && messageId == payload.MessageId(number) && payload.TryRead(content, number, out _);
        Wrong += new CheckSums((long)(sequence - _next), 0, 0, intact ? 0 : 1);
        _next = sequence + 1;
        _delivered++;
        if (figures.Measuring)
            figures.Delivered++;
    }

    public void PageEnds(uint requestId, ulong headSequence)
    {
        if (figures.Measuring)
        {
            figures.Acked++; // pages
            LoadFigures.Record(figures.Ack, Stopwatch.GetTimestamp() - _askedTicks);
        }
        Wrong += new CheckSums((long)(_before - _next), 0, 0, requestId == _requestId ? 0 : 1);
        _isAsked = false;
    }

    public void Skipped(ulong sequence)
    {
    }

    public void Acked(ulong firstNumber, ulong count, ulong firstSequence)
    {
    }

    public void Other(ReadOnlySpan<byte> frame)
    {
        var other = ServerFrame.Parser.ParseFrom(frame);
        if (other.BodyCase == ServerFrame.BodyOneofCase.Ping)
            Connection.Queue(new ClientFrame { Pong = new Pong { Nonce = other.Ping.Nonce } });
        else if (other.BodyCase is ServerFrame.BodyOneofCase.Error)
            throw new IOException($"a page was refused: {other.Error.Code} {other.Error.Message}");
        else if (other.BodyCase is ServerFrame.BodyOneofCase.Close)
            throw new IOException($"the server closed a reader's connection: {other.Close.Code} {other.Close.Message}");
    }

    private static ByteString Id(string text) => ConversationId.TryParse(text, out var id)
        ? id.ToByteString()
        : throw new InvalidDataException("the kept history names a conversation id that is none");
}
