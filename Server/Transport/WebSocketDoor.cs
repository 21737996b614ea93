using System.Net;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace FastChat.Server.Transport;

/// <summary>
/// Opens WebSockets in front of HTTP: what Kestrel makes for a request would stay for as long as the WebSocket lives, which is
/// half of what an idle one cost (decision 0026). A connection that begins with anything but a whole and faultless
/// handshake goes on to HTTP as if nobody had looked, and gets there what it asks for, or hears what is wrong.
/// </summary>
internal sealed class WebSocketDoor(WebSocketConnections connections, IWebSocketGate gate)
{
    // No keep-alive of its own (the session has one) and no compression, which would leak lengths of secrets.
    private static readonly WebSocketCreationOptions Creation = new() { IsServer = true, KeepAliveInterval = TimeSpan.Zero };

    private readonly byte[] _requestLine = Encoding.ASCII.GetBytes($"GET {gate.Path} HTTP/1.1\r\n");

    /// <summary>Serves the connection until it ends.</summary>
    internal async Task EnterAsync(ConnectionContext connection, ConnectionDelegate http)
    {
        if (!await SpeaksAsync(connection))
            return;
        if (!TryOpen(connection))
            await http(connection);
        else if (await AnswersAsync(connection))
            await RunAsync(connection);
    }

    private Task RunAsync(ConnectionContext connection) =>
        connections.RunAsync(
            WebSocket.CreateFromStream(new DuplexPipeStream(connection.Transport), Creation), connection.RemoteEndPoint, connection);

    /// <summary>Waits for bytes as long as HTTP would, whose clock does not run yet. False: the connection is over.</summary>
    private static async ValueTask<bool> SpeaksAsync(ConnectionContext connection)
    {
        var input = connection.Transport.Input;
        var stopping = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? default;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        patience.CancelAfter(TimeSpan.FromSeconds(TransportLimits.FirstBytesSeconds));
        try
        {
            var read = await input.ReadAsync(patience.Token);
            var speaks = !read.Buffer.IsEmpty;
            input.AdvanceTo(read.Buffer.Start);
            return speaks;
        }
        catch (Exception exception) when (ConnectionReader.IsLoss(exception))
        {
            return false;
        }
    }

    /// <summary>False: the peer is gone already.</summary>
    private static async ValueTask<bool> AnswersAsync(ConnectionContext connection)
    {
        try
        {
            return !(await connection.Transport.Output.FlushAsync()).IsCompleted;
        }
        catch (Exception exception) when (ConnectionReader.IsLoss(exception))
        {
            return false;
        }
    }

    /// <summary>Reads what has come, and writes the answer if it is a handshake that may be answered here.</summary>
    private bool TryOpen(ConnectionContext connection)
    {
        var input = connection.Transport.Input;
        if (!input.TryRead(out var read))
            return false;
        var rest = read.Buffer;
        var handshake = WebSocketHandshake.TryRead(ref rest, _requestLine, gate);
        var opens = handshake is not null && gate.Admits((connection.RemoteEndPoint as IPEndPoint)?.Address);
        input.AdvanceTo(opens ? rest.Start : read.Buffer.Start);
        if (opens)
            handshake!.WriteAnswer(connection.Transport.Output);
        return opens;
    }
}
