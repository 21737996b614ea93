using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using FastChat.Bench.Load.Processes;
using FastChat.Bench.Load.Streams;
using FastChat.Bench.Load.Wire;
using FastChat.Bench.Load.Wire.Layers;
using FastChat.Protocol.Codec;
using FastChat.Protocol.Identifiers;

namespace FastChat.Bench.Peers.SignalR;

/// <summary>
/// How the hub is spoken to: its protocol with MessagePack over a WebSocket, by hand. A message's sequence is its number, its
/// ack the completion of the invocation that sent it.
/// </summary>
internal sealed class HubDialect(IPEndPoint hub) : IDialect
{
    private const int BufferBytes = 16 * 1024;
    private const byte HandshakeEnd = 0x1E;
    private static readonly byte[] Handshake = [.. "{\"protocol\":\"messagepack\",\"version\":1}"u8, HandshakeEnd];
    private readonly IdSource _ids = new(TimeProvider.System);

    /// <summary>Which group an account is in beside its own; the hub keeps nothing, so its clients know.</summary>
    private readonly ConcurrentDictionary<AccountId, ConversationId> _groups = new();

    public bool Durable => false;

    public bool AnswersKeepAlive => false;

    public LeanConnection Connect(SeededAccount account)
    {
        var connection = Open();
        Join(connection, Name(account.Id.Value));
        if (_groups.TryGetValue(account.Id, out var group))
            Join(connection, Name(group.Value));
        return connection;
    }

    /// <summary>A group per user: its name is the address.</summary>
    public Lane OpenDirect(LeanConnection owner, SeededAccount other) => new(new ConversationId(other.Id.Value), 0, 0);

    public Lane OpenGroup(LeanConnection owner, IReadOnlyList<SeededAccount> members)
    {
        var group = _ids.NewRandomId<ConversationId>();
        foreach (var member in members)
            _groups[member.Id] = group;
        return new Lane(group, 0, 0);
    }

    public ISendWriter Writer(Lane lane, Payload payload) => new HubWriter(
        _groups.Values.Contains(lane.Id) ? nameof(ChatHub.SendToOthers) : nameof(ChatHub.Send), Name(lane.Id.Value), payload);

    public void Read(ReadOnlySpan<byte> frame, IFrameEvents events)
    {
        var reader = new HubReader(frame);
        reader.ReadArray();
        switch (reader.ReadNumber())
        {
            case HubMessages.Invocation:
                ReadMessage(ref reader, events);
                break;
            case HubMessages.Completion:
                ReadCompletion(ref reader, events);
                break;
            case HubMessages.Close:
                throw new IOException($"the hub closed the connection: {Encoding.UTF8.GetString(reader.ReadBytes())}");
        }
    }

    public void KeepAlive(LeanConnection connection)
    {
        HubMessages.PingFrame.CopyTo(connection.Reserve(HubMessages.PingFrame.Length));
        connection.Commit(HubMessages.PingFrame.Length);
    }

    private static void ReadMessage(ref HubReader reader, IFrameEvents events)
    {
        reader.SkipNoHeaders();
        reader.ReadBytes(); // no invocation id: nothing is answered
        reader.ReadBytes(); // ChatHub.Message, the only one there is
        reader.ReadArray();
        var number = reader.ReadNumber();
        var id = reader.ReadNumber();
        events.BlockBegins();
        events.Arrived(number, number, id, reader.ReadBytes());
    }

    private static void ReadCompletion(ref HubReader reader, IFrameEvents events)
    {
        reader.SkipNoHeaders();
        var id = reader.ReadBytes();
        if (reader.ReadNumber() == HubMessages.ErrorResult)
            throw new IOException($"the hub refused: {Encoding.UTF8.GetString(reader.ReadBytes())}");
        if (!Utf8Parser.TryParse(id, out ulong number, out _))
            throw new InvalidDataException("the hub completed an invocation that was never made");
        events.Acked(number, 1, number);
    }

    private LeanConnection Open()
    {
        var socket = new Socket(hub.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(hub);
        var layer = new WebSocketLayer(new SocketLayer(socket), hub.ToString(), HubServices.Path);
        for (ReadOnlySpan<byte> rest = Handshake; !rest.IsEmpty;)
            rest = rest[layer.Send(rest)..];
        var answer = new List<byte>();
        Span<byte> one = stackalloc byte[1]; // what follows the answer has a length before it
        while (answer is not [.., HandshakeEnd])
        {
            if (layer.Receive(one) <= 0)
                throw new IOException("the hub did not answer the handshake");
            answer.Add(one[0]);
        }
        return answer is [(byte)'{', (byte)'}', HandshakeEnd]
            ? new LeanConnection(socket, layer, BufferBytes)
            : throw new IOException($"the hub refused the handshake: {Encoding.UTF8.GetString([.. answer])}");
    }

    /// <summary>Set-up: blocks until the hub has completed it.</summary>
    private void Join(LeanConnection connection, string name)
    {
        Span<byte> invocation = stackalloc byte[128];
        var at = HubMessages.WriteHead(invocation, number: 0, "Join"u8, arguments: 1);
        at = HubMessages.WriteText(invocation, at, Encoding.UTF8.GetBytes(name));
        at = HubMessages.WriteEnd(invocation, at);
        var room = connection.Reserve(at + VarintCodec.BytesMax);
        var prefix = VarintCodec.Write(room, (ulong)at);
        invocation[..at].CopyTo(room[prefix..]);
        connection.Commit(prefix + at);
        while (connection.HasUnsent)
            connection.Flush();
        var answer = new HubAnswer(this);
        while (!answer.HasCome)
        {
            if (!connection.Receive(answer))
                throw new IOException("the hub ended the connection during set-up");
        }
    }

    private static string Name(UInt128 id) => id.ToString("x32", CultureInfo.InvariantCulture);
}
