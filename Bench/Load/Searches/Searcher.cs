using System.Diagnostics;
using FastChat.Bench.Load.Loops;
using FastChat.Bench.Load.Streams;
using FastChat.Bench.Load.Wire;
using FastChat.Protocol;

namespace FastChat.Bench.Load.Searches;

/// <summary>Asks one search after the other and checks what comes back.</summary>
internal sealed class Searcher(LeanConnection connection, FastChatDialect dialect, SearchedHistory history, LoadFigures figures, Random random)
    : LoadEnd(connection), IFrameEvents
{
    private const uint FirstRequestId = 1_000_000;

    private readonly QueryMix _queries = new(history, random);
    private readonly HashSet<Google.Protobuf.ByteString> _conversations = [.. history.Conversations];
    private uint _requestId = FirstRequestId;
    private bool _isAsked;
    private int _hits;
    private long _askedTicks;
    private long _delivered;

    /// <summary>Hits that are missing, or that are none.</summary>
    public CheckSums Wrong { get; private set; }

    public override bool IsSettled => !_isAsked;

    public override long DeliveredSoFar => _delivered;

    public override void Pump(long nowTicks, LoadPhase phase)
    {
        if (_isAsked || phase == LoadPhase.Draining)
            return;
        var (request, hits) = _queries.Next();
        _hits = hits;
        _askedTicks = nowTicks;
        _isAsked = true;
        Connection.Queue(new ClientFrame { RequestId = ++_requestId, SearchMessages = request });
    }

    public override void KeepAlive() => dialect.KeepAlive(Connection);

    public override void Received(ReadOnlySpan<byte> frame) => dialect.Read(frame, this);

    public void Other(ReadOnlySpan<byte> frame)
    {
        var other = ServerFrame.Parser.ParseFrom(frame);
        switch (other.BodyCase)
        {
            case ServerFrame.BodyOneofCase.SearchPage when other.RequestId == _requestId:
                Take(other.SearchPage);
                break;
            case ServerFrame.BodyOneofCase.Ping:
                Connection.Queue(new ClientFrame { Pong = new Pong { Nonce = other.Ping.Nonce } });
                break;
            case ServerFrame.BodyOneofCase.Error:
                throw new IOException($"a search was refused: {other.Error.Code} {other.Error.Message}");
            case ServerFrame.BodyOneofCase.Close:
                throw new IOException($"the server closed a searcher's connection: {other.Close.Code} {other.Close.Message}");
            default:
                break;
        }
    }

    public void BlockBegins()
    {
    }

    public void Arrived(ulong sequence, ulong number, ulong messageId, ReadOnlySpan<byte> content)
    {
    }

    public void Skipped(ulong sequence)
    {
    }

    public void Acked(ulong firstNumber, ulong count, ulong firstSequence)
    {
    }

    private void Take(SearchPage page)
    {
        if (figures.Measuring)
        {
            figures.Acked++; // searches
            figures.Delivered += page.Hits.Count;
            LoadFigures.Record(figures.Ack, Stopwatch.GetTimestamp() - _askedTicks);
        }

        var missing = page.Incomplete || (_hits >= 0 && page.Hits.Count < _hits) ? 1 : 0;
        var foreign = page.Hits.Count(hit => !_conversations.Contains(hit.ConversationId) || hit.Highlights.Count == 0);
        var more = _hits >= 0 && page.Hits.Count > _hits ? page.Hits.Count - _hits : 0;
        Wrong += new CheckSums(missing, more, 0, foreign);
        _delivered += page.Hits.Count;
        _isAsked = false;
    }
}
