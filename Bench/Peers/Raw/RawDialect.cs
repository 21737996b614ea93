using System.Buffers.Binary;
using System.Net;
using FastChat.Bench.Load.Processes;
using FastChat.Bench.Load.Streams;
using FastChat.Bench.Load.Wire;
using FastChat.Protocol.Identifiers;

namespace FastChat.Bench.Peers.Raw;

/// <summary>How the raw relay is spoken to (<see cref="RawFrames"/>). A message's sequence is its number.</summary>
internal sealed class RawDialect(EndPoint relay) : IDialect
{
    private readonly IdSource _ids = new(TimeProvider.System);

    public bool Durable => false;

    public bool AnswersKeepAlive => false;

    public LeanConnection Connect(SeededAccount account)
    {
        var connection = new LeanConnection(relay);
        Ask(connection, RawFrames.Join, [account.Id.Value]);
        return connection;
    }

    public Lane OpenDirect(LeanConnection owner, SeededAccount other) => OpenGroup(owner, [other]);

    public Lane OpenGroup(LeanConnection owner, IReadOnlyList<SeededAccount> members)
    {
        var room = _ids.NewRandomId<ConversationId>();
        Ask(owner, RawFrames.OpenRoom, [room.Value, .. members.Select(m => m.Id.Value)]);
        return new Lane(room, LastNumber: 0, HeadSequence: 0);
    }

    public ISendWriter Writer(Lane lane, Payload payload) => new RawWriter(lane.Id, payload);

    public void Read(ReadOnlySpan<byte> frame, IFrameEvents events)
    {
        if (frame[0] == RawFrames.Message)
            ReadMessage(frame, events);
        else if (frame[0] == RawFrames.Ack)
            ReadAck(frame[1..], events);
    }

    /// <summary>The relay asks for no sign of life.</summary>
    public void KeepAlive(LeanConnection connection)
    {
    }

    private static void ReadAck(ReadOnlySpan<byte> ack, IFrameEvents events)
    {
        var first = BinaryPrimitives.ReadUInt64LittleEndian(ack);
        events.Acked(first, BinaryPrimitives.ReadUInt64LittleEndian(ack[sizeof(ulong)..]), first);
    }

    /// <summary>A `Send` with one entry, as its sender wrote it.</summary>
    private static void ReadMessage(ReadOnlySpan<byte> frame, IFrameEvents events)
    {
        ulong number = 0, id = 0;
        ReadOnlySpan<byte> content = [];
        var envelope = new FieldReader(frame);
        envelope.MoveNext();
        var send = new FieldReader(envelope.Bytes);
        while (send.MoveNext())
        {
            if (send.Field == 2)
                number = send.Number;
            if (send.Field != 3)
                continue;
            var entry = new FieldReader(send.Bytes);
            while (entry.MoveNext())
            {
                if (entry.Field == 5)
                    id = entry.Number;
                else if (entry.Field == 15)
                    content = entry.Bytes;
            }
        }
        events.BlockBegins();
        events.Arrived(number, number, id, content);
    }

    /// <summary>Set-up: sends a frame of ids, and blocks until the relay has answered it.</summary>
    private static void Ask(LeanConnection connection, byte kind, UInt128[] ids)
    {
        var frame = new byte[1 + (ids.Length * RawFrames.IdBytes)];
        frame[0] = kind;
        foreach (var (i, id) in ids.Index())
            BinaryPrimitives.WriteUInt128BigEndian(frame.AsSpan(1 + (i * RawFrames.IdBytes)), id);
        var room = connection.Reserve(frame.Length + 5);
        var prefix = Protocol.Codec.VarintCodec.Write(room, (ulong)frame.Length);
        frame.CopyTo(room[prefix..]);
        connection.Commit(prefix + frame.Length);
        while (connection.HasUnsent)
            connection.Flush();
        var answer = new RawAnswer(kind);
        while (!answer.HasCome)
        {
            if (!connection.Receive(answer))
                throw new IOException("the relay ended the connection during set-up");
        }
    }
}
