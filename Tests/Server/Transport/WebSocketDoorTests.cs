using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using FastChat.Server.Transport;

namespace FastChat.Tests.Server.Transport;

/// <summary>WebSockets that are opened in front of HTTP, and what goes past the door.</summary>
internal sealed class WebSocketDoorTests
{
    private const string Headers =
        " HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

    private const string Handshake = "GET " + OpenGate.Door + Headers;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Test]
    public async Task A_request_that_is_no_handshake_goes_on_to_HTTP()
    {
        await using var rig = await ListeningRig.StartAsync();
        using var client = await ConnectAsync(rig);
        await SendAsync(client, "GET /door HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.That(await ReadHeadAsync(client), Does.StartWith("HTTP/1.1 200"));
        Assert.That(rig.Requests, Is.EqualTo(1));
    }

    [Test]
    public async Task A_handshake_behind_another_request_is_answered_by_HTTP()
    {
        await using var rig = await ListeningRig.StartAsync();
        using var client = await ConnectAsync(rig);
        await SendAsync(client, "GET / HTTP/1.1\r\nHost: a\r\n\r\n" + Handshake);
        Assert.That(await ReadHeadAsync(client), Does.StartWith("HTTP/1.1 200"));
        Assert.That(await ReadHeadAsync(client), Does.StartWith("HTTP/1.1 101"));
        Assert.That(rig.Requests, Is.EqualTo(2));
    }

    [TestCase(1)]
    [TestCase(40)]
    public async Task A_handshake_may_come_in_pieces(int pieceBytes)
    {
        await using var rig = await ListeningRig.StartAsync();
        using var client = await ConnectAsync(rig);
        foreach (var piece in Handshake.Chunk(pieceBytes))
            await SendAsync(client, new string(piece));
        Assert.That(await ReadHeadAsync(client), Does.StartWith("HTTP/1.1 101").And.Contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
    }

    [Test]
    public async Task A_peer_that_says_goodbye_hears_the_answer()
    {
        await using var rig = await ListeningRig.StartAsync();
        for (var i = 0; i < 200; i++)
        {
            using var socket = new ClientWebSocket();
            await socket.ConnectAsync(rig.WebSocket, CancellationToken.None);
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None).WaitAsync(Patience);
            Assert.That(socket.CloseStatus, Is.EqualTo(WebSocketCloseStatus.NormalClosure));
        }
    }

    [Test]
    public async Task A_peer_that_does_not_answer_a_close_is_cut()
    {
        await using var rig = await ListeningRig.StartAsync();
        using var client = await ConnectAsync(rig);
        await SendAsync(client, Handshake);
        Assert.That(await ReadHeadAsync(client), Does.StartWith("HTTP/1.1 101"));

        // With its Close frame, and WebSocket's own.
        var all = rig.Part<ConnectionSweep>().CloseAllAsync();
        var frame = new byte[2];
        await client.GetStream().ReadExactlyAsync(frame).AsTask().WaitAsync(Patience);
        Assert.That(frame[0], Is.EqualTo(0x82), "the last one of a binary message");
        await client.GetStream().ReadExactlyAsync(new byte[frame[1]]).AsTask().WaitAsync(Patience);
        await client.GetStream().ReadExactlyAsync(frame).AsTask().WaitAsync(Patience);
        Assert.That(frame[0], Is.EqualTo(0x88), "a close");
        Assert.That(all.IsCompleted, Is.False);
        rig.CutWhoStays();
        await all.WaitAsync(Patience);
    }

    [Test]
    public async Task A_connection_that_ends_before_it_says_anything_is_let_go()
    {
        await using var rig = await ListeningRig.StartAsync();
        using var client = await ConnectAsync(rig);
        var stream = client.GetStream();
        client.Client.Shutdown(SocketShutdown.Send);
        Assert.That(await stream.ReadAsync(new byte[1]).AsTask().WaitAsync(Patience), Is.Zero);
        Assert.That(rig.Requests, Is.Zero);
    }

    [Test]
    public async Task A_connection_that_says_nothing_does_not_hold_up_the_end_of_the_server()
    {
        await using var rig = await ListeningRig.StartAsync();
        using var silent = await ConnectAsync(rig);
        using (var next = await ConnectAsync(rig))
        {
            await SendAsync(next, "GET / HTTP/1.1\r\nHost: a\r\n\r\n"); // Answered once the one before it is accepted.
            await ReadHeadAsync(next);
        }

        // Otherwise it would have that long from when it connected.
        await rig.StopAsync().WaitAsync(TimeSpan.FromSeconds(TransportLimits.FirstBytesSeconds - 1));
    }

    private static async Task<TcpClient> ConnectAsync(ListeningRig rig)
    {
        var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(rig.WebSocket.Host, rig.WebSocket.Port);
        return client;
    }

    private static async Task SendAsync(TcpClient client, string text) => await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text));

    private static async Task<string> ReadHeadAsync(TcpClient client)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await client.GetStream().ReadExactlyAsync(one).AsTask().WaitAsync(Patience);
            head.Append((char)one[0]);
        }

        return head.ToString();
    }
}
