using System.Net.Sockets;
using FastChat.Bench.Load.Processes;
using FastChat.Bench.Load.Wire;
using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using Google.Protobuf;

namespace FastChat.Bench.Load.Returning;

/// <summary>
/// A device that comes back: connects, says Hello with the cursor that it left with, and reads what it missed. When the server
/// is not there, or ends the connection, it tries again as the SDK does. Used by its loop's thread.
/// </summary>
internal sealed class ReturningDevice(SeededAccount account, ByteString cursor, MissedLog[] logs, Connector connector, Random jitter)
    : IFrameSink, IFrameEvents, IDisposable
{
    private const uint FirstRequestId = 10;
    private const int BackoffMillisecondsMin = 200; // the SDK's
    private const int BackoffMillisecondsMax = 30_000;
    private readonly FastChatDialect _dialect = new(connector);
    private int _lastBackoffMilliseconds = BackoffMillisecondsMin;
    private int _asked;
    private MissedLog? _reading;

    /// <summary>Null: not connected, nor about to be.</summary>
    public LeanConnection? Connection { get; private set; }

    public bool IsConnected { get; private set; }

    public bool IsBack { get; private set; }

    /// <summary>Attempts that failed.</summary>
    public long Failures { get; private set; }

    public IReadOnlyList<MissedLog> Logs => logs;

    /// <summary>Begins to connect; nothing blocks.</summary>
    public Socket Begin()
    {
        Connection = connector.Begin();
        return Connection.Socket;
    }

    /// <summary>The socket is writable for the first time: says Hello, if it is connected.</summary>
    public bool TryGreet()
    {
        if (Connection!.Socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error) is not 0)
            return false;
        IsConnected = true;
        Connection.QueueHello(account, cursor);
        return true;
    }

    /// <summary>After a connection failed: how long to wait before the next attempt.</summary>
    public TimeSpan Retry()
    {
        Failures++;
        Leave();
        _lastBackoffMilliseconds = jitter.Next(BackoffMillisecondsMin, Math.Min(BackoffMillisecondsMax, 3 * _lastBackoffMilliseconds) + 1);
        return TimeSpan.FromMilliseconds(_lastBackoffMilliseconds);
    }

    /// <summary>Ends the connection; what it has read stays.</summary>
    public void Leave()
    {
        Connection?.Dispose();
        Connection = null;
        IsConnected = IsBack = false;
        _asked = 0;
        _reading = null;
    }

    /// <summary>As it was before it came back the first time.</summary>
    public void Forget()
    {
        Leave();
        foreach (var log in logs)
            log.Forget();
    }

    public void Received(ReadOnlySpan<byte> frame) => _dialect.Read(frame, this);

    public void PageBegins(uint requestId) => _reading = logs[requestId - FirstRequestId];

    public void BlockBegins()
    {
    }

    public void Arrived(ulong sequence, ulong number, ulong messageId, ReadOnlySpan<byte> content) =>
        _reading?.Arrived(sequence, number, messageId, content);

    public void Skipped(ulong sequence) => _reading?.Skipped(sequence);

    public void PageEnds(uint requestId, ulong headSequence)
    {
        var log = _reading!;
        _reading = null; // what comes unasked from now on is not counted
        _asked--;
        log.Head = Math.Max(log.Head, headSequence);
        if (!log.IsComplete)
            Ask(log);
        IsBack = _asked == 0;
    }

    public void Acked(ulong firstNumber, ulong count, ulong firstSequence)
    {
    }

    public void Other(ReadOnlySpan<byte> frame)
    {
        var other = ServerFrame.Parser.ParseFrom(frame);
        switch (other.BodyCase)
        {
            case ServerFrame.BodyOneofCase.Welcome:
                Greeted(other.Welcome.Page);
                break;
            case ServerFrame.BodyOneofCase.Ping:
                Connection!.Queue(new ClientFrame { Pong = new Pong { Nonce = other.Ping.Nonce } });
                break;
            case ServerFrame.BodyOneofCase.Close:
                throw new IOException($"the server closed: {other.Close.Code} {other.Close.Message}");
            case ServerFrame.BodyOneofCase.Error:
                throw new InvalidDataException($"catching up was refused: {other.Error.Code} {other.Error.Message}");
        }
    }

    public void Dispose() => Leave();

    private void Greeted(SyncPage page)
    {
        if (!page.Continuation.IsEmpty)
            throw new InvalidDataException("more conversations than one page holds");
        _lastBackoffMilliseconds = BackoffMillisecondsMin;
        foreach (var state in page.Conversations)
        {
            ConversationId.TryRead(state.ConversationId.Span, out var id);
            if (Array.Find(logs, l => l.Conversation == id) is not { } log)
                continue;
            log.Head = state.HeadSequence;
            if (!log.IsComplete)
                Ask(log);
        }
        IsBack = _asked == 0;
    }

    private void Ask(MissedLog log)
    {
        _asked++;
        Connection!.Queue(new ClientFrame
        {
            RequestId = FirstRequestId + (uint)Array.IndexOf(logs, log),
            FetchHistory = new FetchHistory
            {
                ConversationId = log.Conversation.ToByteString(),
                After = log.Sequence,
                Limit = ProtocolLimits.HistoryPageEntriesMax,
            },
        });
    }
}
