using System.Net.Security;
using System.Net.Sockets;
using System.Net.WebSockets;
using FastChat.Protocol;
using FastChat.Protocol.Framing;
using FastChat.Server.Delivery;
using FastChat.Server.Transport;
using Google.Protobuf;
using static FastChat.Tests.Support.Conditions;

namespace FastChat.Tests.Server.Transport;

/// <summary>The same session over real sockets.</summary>
internal sealed class SocketTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static ulong _ids = 1_000;

    [TestCase("tcp")]
    [TestCase("tls")]
    [TestCase("websocket")]
    [TestCase("websocket over TLS")]
    [TestCase("websocket over HTTP")]
    public async Task A_session_is_the_same_over_every_carrier(string carrier)
    {
        await using var rig = await ListeningRig.StartAsync();
        await using var stream = await ConnectAsync(rig, carrier);
        await WriteAsync(stream, new ClientFrame { RequestId = 1, Hello = Hello(rig) });
        Assert.That((await ReadAsync(stream)).Welcome, Is.Not.Null);

        // Larger than any buffer on the way.
        var content = new byte[ProtocolLimits.MessageBytesMax];
        new Random(1).NextBytes(content);
        var send = new Send
        {
            ConversationId = ByteString.CopyFrom(new byte[16]),
            Entries = { new OutgoingEntry { Content = ByteString.CopyFrom(content) } },
        };
        await WriteAsync(stream, new ClientFrame { Send = send });
        Assert.That(await rig.Pipeline.Sends.ReadAsync().AsTask().WaitAsync(Patience), Is.EqualTo(send));

        var link = (await rig.Pipeline.Opened.ReadAsync()).Link;
        var block = FrameEncoder.Encode(new ServerFrame { Block = new Block { ConversationId = ByteString.CopyFrom(content) } });
        Assert.That(link.Outbound.TryEnqueueEvent(block) && link.Outbound.TryEnqueueEvent(block));
        Assert.That((await ReadAsync(stream)).Block.ConversationId.Span.SequenceEqual(content));
        Assert.That((await ReadAsync(stream)).Block.ConversationId.Span.SequenceEqual(content));
        block.Release();

        link.Outbound.Close(Code.CloseRevoked, "test");
        Assert.That((await ReadAsync(stream)).Close.Code, Is.EqualTo(Code.CloseRevoked));
        rig.CutWhoStays();
        await rig.Pipeline.Ended.ReadAsync().AsTask().WaitAsync(Patience);
        Assert.That(rig.Requests, Is.EqualTo(carrier == "websocket over HTTP" ? 1 : 0), "what came to HTTP");
    }

    [Test]
    public async Task Over_TCP_frames_may_be_split_anywhere()
    {
        await using var rig = await ListeningRig.StartAsync();
        await using var stream = await ConnectAsync(rig, "tcp");
        var ping = new ClientFrame { RequestId = 2, Ping = new Ping { Nonce = 7 } };
        byte[] bytes = [.. FrameWriter.ToArray(new ClientFrame { RequestId = 1, Hello = Hello(rig) }), .. FrameWriter.ToArray(ping)];
        foreach (var piece in bytes.Chunk(3))
            await stream.WriteAsync(piece);
        Assert.That((await ReadAsync(stream)).Welcome, Is.Not.Null);
        Assert.That((await ReadAsync(stream)).Pong.Nonce, Is.EqualTo(7));
    }

    [Test]
    public async Task Over_TCP_what_arrives_while_the_first_read_finds_nothing_is_not_missed()
    {
        await using var rig = await ListeningRig.StartAsync();
        for (var i = 0; i < 1_000; i++)
        {
            await using var stream = await ConnectAsync(rig, "tcp");
            await WriteAsync(stream, new ClientFrame { RequestId = 1, Hello = Hello(rig) });
            Assert.That((await ReadAsync(stream)).Welcome, Is.Not.Null);
        }
    }

    [Test]
    public async Task Over_TCP_a_peer_that_pauses_gets_everything_when_it_reads_on()
    {
        await using var rig = await ListeningRig.StartAsync();
        await using var stream = await ConnectAsync(rig, "tcp");
        await WriteAsync(stream, new ClientFrame { RequestId = 1, Hello = Hello(rig) });
        await ReadAsync(stream);
        var link = (await rig.Pipeline.Opened.ReadAsync()).Link;

        // More than the buffers of two sockets hold: the last flushes wait for the peer.
        const int Frames = 600;
        var content = new byte[60_000];
        new Random(2).NextBytes(content);
        for (uint i = 1; i <= Frames; i++)
        {
            var frame = FrameEncoder.Encode(
                new ServerFrame { RequestId = i, Block = new Block { ConversationId = ByteString.CopyFrom(content) } });
            link.Outbound.EnqueueResponse(frame);
            frame.Release();
        }

        Assert.That(link.Outbound.ResponseBytes, Is.GreaterThan(0));
        for (uint i = 1; i <= Frames; i++)
        {
            var frame = await ReadAsync(stream);
            Assert.That(frame.RequestId, Is.EqualTo(i));
            Assert.That(frame.Block.ConversationId.Span.SequenceEqual(content));
        }

        Assert.That(link.Outbound.ResponseBytes, Is.Zero);
    }

    [Test]
    public async Task Over_TCP_a_request_that_takes_its_time_holds_up_its_own_connection_only()
    {
        using var release = new SemaphoreSlim(0);
        await using var rig = await ListeningRig.StartAsync();
        rig.Pipeline.OnDispatch = (caller, frame) =>
        {
            Assert.That(release.Wait(Patience));
            caller.Respond(frame.RequestId, new ServerFrame { Done = new Done() });
        };
        await using var slow = await ConnectAsync(rig, "tcp");
        await WriteAsync(slow, new ClientFrame { RequestId = 1, Hello = Hello(rig) });
        await ReadAsync(slow);
        await WriteAsync(slow, new ClientFrame { RequestId = 2, Sync = new Sync() });
        await WriteAsync(slow, new ClientFrame { RequestId = 3, Ping = new Ping() });
        await rig.Pipeline.Requests.ReadAsync().AsTask().WaitAsync(Patience);

        // As many as there can be loops, and one more: one of them shares the slow one's.
        for (var i = 0; i <= TransportLimits.EpollLoops; i++)
        {
            await using var other = await ConnectAsync(rig, "tcp");
            await WriteAsync(other, new ClientFrame { RequestId = 1, Hello = Hello(rig) });
            Assert.That((await ReadAsync(other)).Welcome, Is.Not.Null);
        }

        release.Release();
        Assert.That((await ReadAsync(slow)).RequestId, Is.EqualTo(2));
        Assert.That((await ReadAsync(slow)).RequestId, Is.EqualTo(3));
    }

    [Test]
    public async Task Over_WebSocket_messages_may_be_split_anywhere_and_hold_whole_frames_back()
    {
        await using var rig = await ListeningRig.StartAsync();
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(rig.WebSocket, CancellationToken.None);
        var bytes = FrameWriter.ToArray(new ClientFrame { RequestId = 1, Hello = Hello(rig) });
        foreach (var piece in bytes.Chunk(3))
            await socket.SendAsync(piece, WebSocketMessageType.Binary, endOfMessage: piece[0] % 2 == 0, CancellationToken.None);

        // The last piece may have left the message open; an empty one ends it.
        await socket.SendAsync(Array.Empty<byte>(), WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);
        var buffer = new byte[4_096];
        var received = await socket.ReceiveAsync(buffer, CancellationToken.None).WaitAsync(Patience);
        Assert.That(received.EndOfMessage);
        var welcome = ServerFrame.Parser.ParseDelimitedFrom(new MemoryStream(buffer, 0, received.Count));
        Assert.That(welcome.Welcome, Is.Not.Null);
        Assert.That(FrameWriter.Size(welcome), Is.EqualTo(received.Count));
    }

    [Test]
    public async Task Over_WebSocket_a_close_has_its_code_twice()
    {
        await using var rig = await ListeningRig.StartAsync();
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(rig.WebSocket, CancellationToken.None);
        await socket.SendAsync(new byte[] { 0xFF, 0xFF }, WebSocketMessageType.Binary, true, CancellationToken.None);
        var buffer = new byte[4_096];
        var received = await socket.ReceiveAsync(buffer, CancellationToken.None).WaitAsync(Patience);
        var close = ServerFrame.Parser.ParseDelimitedFrom(new MemoryStream(buffer, 0, received.Count)).Close;
        Assert.That(close.Code, Is.EqualTo(Code.CloseProtocolViolation));
        received = await socket.ReceiveAsync(buffer, CancellationToken.None).WaitAsync(Patience);
        Assert.That(received.CloseStatus, Is.EqualTo((WebSocketCloseStatus)Code.CloseProtocolViolation));
    }

    [Test]
    public async Task Over_WebSocket_a_text_message_ends_the_connection()
    {
        await using var rig = await ListeningRig.StartAsync();
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(rig.WebSocket, CancellationToken.None);
        // As bytes, the begin of a frame of 104.
        await socket.SendAsync("hello"u8.ToArray(), WebSocketMessageType.Text, true, CancellationToken.None);
        var buffer = new byte[4_096];
        var received = await socket.ReceiveAsync(buffer, CancellationToken.None).WaitAsync(Patience);
        var close = ServerFrame.Parser.ParseDelimitedFrom(new MemoryStream(buffer, 0, received.Count)).Close;
        Assert.That(close?.Code, Is.EqualTo(Code.CloseProtocolViolation));
    }

    [TestCase("tcp")]
    [TestCase("websocket")]
    [TestCase("websocket over TLS")]
    [TestCase("websocket over HTTP")]
    public async Task A_peer_that_hangs_up_is_forgotten(string carrier)
    {
        await using var rig = await ListeningRig.StartAsync();
        await using (var stream = await ConnectAsync(rig, carrier))
        {
            await WriteAsync(stream, new ClientFrame { RequestId = 1, Hello = Hello(rig) });
            await ReadAsync(stream);
        }

        await rig.Pipeline.Ended.ReadAsync().AsTask().WaitAsync(Patience);
        Assert.That(rig.Part<DeviceDirectory>().AccountCount, Is.Zero);

        // The sweep forgets it last of all, and this waits until it has forgotten everybody.
        await rig.Part<ConnectionSweep>().CloseAllAsync().WaitAsync(Patience);
        Assert.That(rig.Part<ConnectionSweep>().Count, Is.Zero);
    }

    [Test]
    public async Task Limits_count_every_carrier_together()
    {
        await using var rig = await ListeningRig.StartAsync(new TransportOptions { ConnectionsPerAddressMax = 2 });
        await using var one = await ConnectAsync(rig, "tls");
        await using var two = await ConnectAsync(rig, "websocket");
        await WriteAsync(two, new ClientFrame { RequestId = 1, Hello = Hello(rig) });
        await ReadAsync(two);
        await using var tcp = await ConnectAsync(rig, "tcp");
        Assert.That((await ReadAsync(tcp)).Close.Code, Is.EqualTo(Code.CloseConnectionLimit));
        await using var socket = await ConnectAsync(rig, "websocket");
        Assert.That((await ReadAsync(socket)).Close.Code, Is.EqualTo(Code.CloseConnectionLimit));
        Assert.That(async () => await ConnectAsync(rig, "tls"), Throws.InstanceOf<IOException>().Or.InstanceOf<System.Net.Sockets.SocketException>());
    }

    [TestCase(0)]
    [TestCase(6)]
    public async Task A_TLS_handshake_that_does_not_end_is_cut_and_gives_its_place_back(int bytesOfIt)
    {
        // One that is never cut, so that its place can be asked for, and one that is cut however long that takes on a busy machine.
        await using var patient = await ListeningRig.StartAsync(
            new TransportOptions { TlsHandshakeTimeout = TimeSpan.FromHours(1), ConnectionsPerAddressMax = 1 });
        using var held = await BeginHandshakeAsync(patient, bytesOfIt);
        var limits = patient.Part<ConnectionLimits>();
        await Until(() => limits.Count == 1); // The two ports accept each on its own.
        await using (var refused = await ConnectAsync(patient, "tcp"))
            Assert.That((await ReadAsync(refused)).Close.Code, Is.EqualTo(Code.CloseConnectionLimit), "it has the only place");

        await using var rig = await ListeningRig.StartAsync(
            new TransportOptions { TlsHandshakeTimeout = TimeSpan.FromSeconds(1), ConnectionsPerAddressMax = 1 });
        using var cut = await BeginHandshakeAsync(rig, bytesOfIt);
        Assert.That(await cut.ReceiveAsync(new byte[64]).WaitAsync(Patience), Is.Zero);
        Assert.That(limits.Count, Is.EqualTo(1), "each has the limit that it was given: under another, the earlier one would be gone as well");
        await Until(() => rig.Part<ConnectionLimits>().Count == 0);
        await using var next = await ConnectAsync(rig, "tcp");
        await WriteAsync(next, new ClientFrame { RequestId = 1, Hello = Hello(rig) });
        Assert.That((await ReadAsync(next)).Welcome, Is.Not.Null);
    }

    [Test]
    public async Task A_stopping_server_says_so()
    {
        await using var rig = await ListeningRig.StartAsync();
        await using var stream = await ConnectAsync(rig, "tcp");
        await WriteAsync(stream, new ClientFrame { RequestId = 1, Hello = Hello(rig) });
        await ReadAsync(stream);
        var stopping = rig.StopAsync();
        var close = (await ReadAsync(stream)).Close;
        Assert.That(close.Code, Is.EqualTo(Code.CloseShuttingDown));
        Assert.That(close.RetryAfterMs, Is.GreaterThan(0));
        await stream.DisposeAsync();
        await stopping.WaitAsync(Patience);
    }

    /// <summary>Connects, and says so much of a ClientHello's head.</summary>
    private static async Task<Socket> BeginHandshakeAsync(ListeningRig rig, int bytesOfIt)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(rig.Tls);
        await socket.SendAsync(new byte[] { 22, 3, 1, 1, 0, 1 }.AsMemory(0, bytesOfIt));
        return socket;
    }

    private static Hello Hello(ListeningRig rig)
    {
        var device = new DeviceId(Interlocked.Increment(ref _ids));
        return new Hello
        {
            ProtocolVersion = 1,
            AccessToken = rig.Tokens.Issue(new AccountId(Interlocked.Increment(ref _ids)), device, out _),
            DeviceId = device.ToByteString(),
        };
    }

    private static async Task<Stream> ConnectAsync(ListeningRig rig, string carrier)
    {
        if (carrier.StartsWith("websocket", StringComparison.Ordinal))
        {
            var webSocket = new ClientWebSocket();
            webSocket.Options.RemoteCertificateValidationCallback =
                (_, certificate, _, _) => certificate!.GetCertHashString() == rig.Certificate.GetCertHashString();
            await webSocket.ConnectAsync(
                carrier switch
                {
                    "websocket" => rig.WebSocket,
                    "websocket over TLS" => rig.WebSocketOverTls,
                    _ => rig.WebSocketOverHttp,
                },
                CancellationToken.None);
            return WebSocketStream.Create(webSocket, WebSocketMessageType.Binary, ownsWebSocket: true);
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(carrier == "tls" ? rig.Tls : rig.Tcp);
        var stream = new NetworkStream(socket, ownsSocket: true);
        if (carrier == "tcp")
            return stream;
        var tls = new SslStream(
            stream, false, (_, certificate, _, _) => certificate!.GetCertHashString() == rig.Certificate.GetCertHashString());
        await tls.AuthenticateAsClientAsync("localhost");
        return tls;
    }

    private static async Task WriteAsync(Stream stream, ClientFrame frame)
    {
        await stream.WriteAsync(FrameWriter.ToArray(frame));
        await stream.FlushAsync();
    }

    private static async Task<ServerFrame> ReadAsync(Stream stream)
    {
        using var bytes = new MemoryStream();
        var one = new byte[1];
        do
        {
            await stream.ReadExactlyAsync(one).AsTask().WaitAsync(Patience);
            bytes.Write(one);
        }
        while (one[0] >= 0x80);

        using var prefix = new CodedInputStream(bytes.ToArray());
        var content = new byte[prefix.ReadLength()];
        await stream.ReadExactlyAsync(content).AsTask().WaitAsync(Patience);
        return ServerFrame.Parser.ParseFrom(content);
    }
}
