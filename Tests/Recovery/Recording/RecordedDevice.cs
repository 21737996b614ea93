using System.Net.Sockets;
using System.Threading.Channels;
using FastChat.Protocol;
using FastChat.Protocol.Errors;
using FastChat.Tests.Recovery.Journals;
using FastChat.Tests.Support.Raw;

namespace FastChat.Tests.Recovery.Recording;

/// <summary>
/// A device that writes and reads as fast as it is let, reconnects whenever its connection ends, tries its unacked messages
/// again under the same numbers, and journals all of it.
/// </summary>
internal sealed class RecordedDevice : IDisposable
{
    private const int FrameEntriesMax = 16;
    private const int PageEntries = 256;
    private readonly Roster _roster;
    private readonly ServerGate _gate;
    private readonly Journal _journal;
    private readonly EntryNotes _notes;
    private readonly Random _random;
    private readonly Dictionary<int, PendingSends> _pending;
    private readonly Dictionary<int, ulong> _seen = []; // up to which sequence this device has everything
    private readonly AckCount _acks;
    private int _connection;

    public RecordedDevice(Roster roster, ServerGate gate, AckCount acks, int number, string directory, int seed)
    {
        _acks = acks;
        Number = number;
        _roster = roster;
        _gate = gate;
        _journal = new Journal(Path.Combine(directory, $"device-{number}.journal"));
        _notes = new EntryNotes(roster, number);
        _random = new Random(seed);
        _pending = roster.ConversationsOf(number).ToDictionary(c => c, c => new PendingSends(c));
    }

    public int Number { get; }

    public string JournalPath => _journal.Path;

    /// <summary>Set from outside: no more new messages; what is unacked is still tried.</summary>
    public bool IsFinishing { get; set; }

    /// <summary>Runs until everything is acked and caught up after <see cref="IsFinishing"/> was set.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var server = await _gate.WhenUpAsync(cancellation);
            try
            {
                await using var client = await RawClient.ConnectAsync(server, _roster.Device(Number));
                await ServeAsync(client, cancellation);
                return;
            }
            catch (RawClosedException closed) when (closed.Code != Code.Unspecified && closed.Code.Advice() == Advice.Stop)
            {
                throw new InvalidDataException($"device {Number} was not let in again: {closed.Message}", closed);
            }
            catch (Exception ended) when (ended is IOException or SocketException or ObjectDisposedException or RawClosedException or ChannelClosedException)
            {
                // The server was killed, at any point of what this device did.
                await _gate.WhenUpAsync(cancellation);
            }
        }
    }

    public void Dispose() => _journal.Dispose();

    private async Task ServeAsync(RawClient client, CancellationToken cancellation)
    {
        _connection++;
        foreach (var pending in _pending.Values)
        {
            await ReadHeadAsync(client, pending.Conversation);
            await CatchUpAsync(client, pending.Conversation);
            pending.ResendAll();
        }
        while (!IsFinishing || _pending.Values.Any(p => !p.IsEmpty))
        {
            await WriteSomeAsync(client);
            await client.Events.WaitToReadAsync(cancellation).AsTask().WaitAsync(RawClient.AnswerTimeout, cancellation);
            if (client.Events.Completion.IsCompleted)
                throw new RawClosedException(await client.Closed);
            while (client.Events.TryRead(out var frame))
                Take(frame);
            if (_random.Next(50) == 0)
                await LookAroundAsync(client, _roster.ConversationsOf(Number).ElementAt(_random.Next(_pending.Count)));
        }
        foreach (var conversation in _pending.Keys)
            await CatchUpAsync(client, conversation);
    }

    private async Task WriteSomeAsync(RawClient client)
    {
        foreach (var pending in _pending.Values)
        {
            var invoked = new List<JournalEvent>();
            while (!IsFinishing && !pending.IsFull)
            {
                var (number, entry) = pending.Compose(_random);
                invoked.Add(_notes.New(JournalKind.SendInvoked, pending.Conversation) with
                {
                    MessageId = entry.MessageId,
                    Number = number,
                    Hash = ContentHash.Of(entry.Content.Span),
                });
            }
            _journal.Write([.. invoked]);
            while (pending.HasUnsent)
            {
                var send = pending.TakeUnsent(_roster.Conversation(pending.Conversation), _random.Next(1, FrameEntriesMax));
                await client.WriteAsync(new ClientFrame { Send = send });
            }
        }
    }

    private void Take(ServerFrame frame)
    {
        switch (frame.BodyCase)
        {
            case ServerFrame.BodyOneofCase.Block:
                _journal.Write([.. _notes.Of(frame.Block, JournalKind.Live, _connection)]);
                break;
            case ServerFrame.BodyOneofCase.Ack:
                foreach (var run in frame.Ack.Runs)
                    Acked(run);
                break;
            case ServerFrame.BodyOneofCase.SendRefused when frame.SendRefused.Expected != 0 && ConversationId.TryRead(frame.SendRefused.ConversationId.Span, out var id):
                var pending = _pending[_roster.NumberOf(id)];
                _journal.Write(_notes.New(JournalKind.NumberExpected, pending.Conversation) with { Number = frame.SendRefused.Expected });
                pending.ResendFrom(frame.SendRefused.Expected);
                break;
            case ServerFrame.BodyOneofCase.SendRefused:
                throw new InvalidDataException($"device {Number}: {frame.SendRefused}");
        }
    }

    private void Acked(AckedRun run)
    {
        if (!ConversationId.TryRead(run.ConversationId.Span, out var id))
            throw new InvalidDataException("an ack without a conversation");
        var pending = _pending[_roster.NumberOf(id)];
        var acked = new List<JournalEvent>();
        for (var i = 0U; i < run.Count; i++)
        {
            if (pending.Acked(run.FirstSendNumber + i) is not { } entry)
                continue;
            acked.Add(_notes.New(JournalKind.SendAcked, pending.Conversation) with
            {
                MessageId = entry.MessageId,
                Number = run.FirstSendNumber + i,
                Sequence = run.FirstSequence + i,
            });
        }
        _journal.Write([.. acked]);
        _acks.Add(acked.Count);
    }

    /// <summary>Reads a head and moves the read cursor to it.</summary>
    private async Task LookAroundAsync(RawClient client, int conversation)
    {
        var head = await ReadHeadAsync(client, conversation);
        await Answer(client, new ClientFrame
        {
            MoveCursor = new MoveCursor { ConversationId = _roster.Conversation(conversation).ToByteString(), ReadSequence = head, DeliveredSequence = head },
        });
        await CatchUpAsync(client, conversation);
    }

    private async Task<ulong> ReadHeadAsync(RawClient client, int conversation)
    {
        _journal.Write(_notes.New(JournalKind.ReadInvoked, conversation));
        var request = new ClientFrame { FetchConversation = new FetchConversation { ConversationId = _roster.Conversation(conversation).ToByteString() } };
        var state = (await Answer(client, request)).Conversation;
        _journal.Write(
            _notes.New(JournalKind.ReadAnswered, conversation) with { Sequence = state.HeadSequence },
            _notes.New(JournalKind.Ordinal, conversation) with { Sequence = state.HeadSequence, Number = state.HeadOrdinal },
            _notes.New(JournalKind.Cursor, conversation) with { Sequence = state.ReadSequence, Number = state.ReadOrdinal });
        return state.HeadSequence;
    }

    /// <summary>Fetches what this device has not fetched before, up to the head.</summary>
    private async Task CatchUpAsync(RawClient client, int conversation)
    {
        HistoryPage page;
        do
        {
            page = await HistoryReader.PageAsync(client, _roster.Conversation(conversation), _seen.GetValueOrDefault(conversation), PageEntries);
            foreach (var block in page.Blocks)
            {
                _journal.Write([.. _notes.Of(block, JournalKind.Fetched, _connection)]);
                _seen[conversation] = Math.Max(_seen.GetValueOrDefault(conversation), block.FirstSequence + (ulong)block.Entries.Count - 1);
            }
        }
        while (page.Blocks.Count > 0 && _seen[conversation] < page.HeadSequence);
    }

    private static async Task<ServerFrame> Answer(RawClient client, ClientFrame request)
    {
        var answer = await client.RequestAsync(request);
        return answer.BodyCase == ServerFrame.BodyOneofCase.Error
            ? throw new InvalidDataException($"{request.RequestCase}: {answer.Error}")
            : answer;
    }
}
