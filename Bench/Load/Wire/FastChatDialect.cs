using FastChat.Bench.Load.Processes;
using FastChat.Bench.Load.Streams;
using FastChat.Protocol;
using FastChat.Protocol.Identifiers;

namespace FastChat.Bench.Load.Wire;

/// <summary>protocol.proto, with a decoder of its own for what is frequent.</summary>
internal sealed class FastChatDialect(Connector connector) : IDialect
{
    private const int FrameRequestIdField = 1;
    private const int FrameAckField = 2;
    private const int FrameBlockField = 3;
    private const int FramePongField = 12;
    private const int FrameHistoryPageField = 18;
    private static readonly ClientFrame Ping = new() { RequestId = uint.MaxValue, Ping = new() };

    public bool Durable => true;

    public LeanConnection Connect(SeededAccount account)
    {
        var connection = connector.Open();
        connection.Greet(account);
        return connection;
    }

    public Lane OpenDirect(LeanConnection owner, SeededAccount other)
    {
        var made = owner.Ask(new ClientFrame { CreateDirect = new CreateDirect { AccountId = other.Id.ToByteString() } });
        return LaneOf(made.Conversation);
    }

    public Lane OpenGroup(LeanConnection owner, IReadOnlyList<SeededAccount> members)
    {
        var id = new IdSource(TimeProvider.System).NewId<ConversationId>().ToByteString();
        var made = owner.Ask(new ClientFrame { CreateGroup = new CreateGroup { ConversationId = id, Title = "load" } });
        foreach (var some in members.Chunk(ProtocolLimits.MembersPerRequestMax))
        {
            var add = new AddMembers { ConversationId = id };
            add.Accounts.AddRange(some.Select(a => a.Id.ToByteString()));
            made = owner.Ask(new ClientFrame { AddMembers = add });
        }
        return LaneOf(owner.Ask(new ClientFrame { FetchConversation = new FetchConversation { ConversationId = id } }).Conversation);
    }

    public ISendWriter Writer(Lane lane, Payload payload) => new SendWriter(lane.Id, payload);

    public void KeepAlive(LeanConnection connection) => connection.Queue(Ping);

    public void Read(ReadOnlySpan<byte> frame, IFrameEvents events)
    {
        uint requestId = 0;
        var fields = new FieldReader(frame);
        while (fields.MoveNext())
        {
            switch (fields.Field)
            {
                case FrameRequestIdField:
                    requestId = (uint)fields.Number;
                    break;
                case FrameAckField:
                    ReadAck(fields.Bytes, events);
                    return;
                case FrameBlockField:
                    ReadBlock(fields.Bytes, events);
                    return;
                case FramePongField:
                    events.KeepAliveAnswered();
                    return;
                case FrameHistoryPageField:
                    ReadPage(requestId, fields.Bytes, events);
                    return;
            }
        }
        events.Other(frame);
    }

    private static void ReadPage(uint requestId, ReadOnlySpan<byte> page, IFrameEvents events)
    {
        ulong head = 0;
        events.PageBegins(requestId);
        var fields = new FieldReader(page);
        while (fields.MoveNext())
        {
            if (fields.Field == 1)
                ReadBlock(fields.Bytes, events);
            else if (fields.Field == 5)
                head = fields.Number;
        }
        events.PageEnds(requestId, head);
    }

    private static void ReadBlock(ReadOnlySpan<byte> block, IFrameEvents events)
    {
        events.BlockBegins();
        ulong sequence = 0;
        var fields = new FieldReader(block);
        while (fields.MoveNext())
        {
            if (fields.Field == 2)
                sequence = fields.Number;
            else if (fields.Field == 6)
                ReadEntry(sequence++, fields.Bytes, events);
        }
    }

    private static void ReadEntry(ulong sequence, ReadOnlySpan<byte> entry, IFrameEvents events)
    {
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
        if (kind == (ulong)EntryKind.Message)
            events.Arrived(sequence, number, id, content);
        else
            events.Skipped(sequence);
    }

    private static void ReadAck(ReadOnlySpan<byte> ack, IFrameEvents events)
    {
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
            events.Acked(first, count, sequence);
        }
    }

    private static Lane LaneOf(ConversationState state) => ConversationId.TryRead(state.ConversationId.Span, out var id)
        ? new Lane(id, state.LastSendNumber, state.HeadSequence)
        : throw new InvalidDataException("the server gave a conversation id that is none");
}
