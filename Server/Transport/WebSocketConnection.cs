using System.Net;
using System.Net.WebSockets;
using FastChat.Protocol;
using FastChat.Server.Diagnostics;
using FastChat.Server.Sessions;
using Microsoft.AspNetCore.Connections;

namespace FastChat.Server.Transport;

/// <summary>
/// A connection over WebSocket: the same byte stream, in binary messages. Each message that is sent holds whole frames;
/// received ones may be split anywhere.
/// </summary>
internal sealed class WebSocketConnection : Connection
{
    private static readonly KeyValuePair<string, object?> Kind = new("transport", "websocket");

    private readonly WebSocket _socket;
    private readonly ConnectionContext? _carrier;
    private readonly ConnectionLimits _limits;
    private readonly UInt128 _place;

    internal WebSocketConnection(
        SessionServices services, WebSocket socket, ConnectionContext? carrier, ConnectionLimits limits, UInt128 place, IPAddress? remote)
        : this(services, socket, new WebSocketPipeReader(socket), limits, place) => (_carrier, RemoteAddress) = (carrier, remote);

    private WebSocketConnection(
        SessionServices services, WebSocket socket, WebSocketPipeReader input, ConnectionLimits limits, UInt128 place)
        : base(services, input, new WebSocketPipeWriter(socket))
    {
        input.Session = Session;
        (_socket, _limits, _place) = (socket, limits, place);
        Instruments.Connections.Add(1, Kind);
    }

    internal override IPAddress? RemoteAddress { get; }

    internal override void Abort()
    {
        _socket.Abort();
        _carrier?.Abort();
    }

    /// <summary>The answer to the peer's close may not have left yet: its carrier sends it once it is let go.</summary>
    internal override void HangUp()
    {
        if (_carrier is not null && _socket.State == WebSocketState.Closed)
            _ = CutLaterAsync(_carrier);
        else
            Abort();
        _socket.Dispose();
    }

    internal override void Ended()
    {
        Instruments.Connections.Add(-1, Kind);
        _limits.Leave(_place);
    }

    /// <summary>The codes 4000 to 4999 are WebSocket's for applications, and ours are in that range.</summary>
    internal override async ValueTask FinishOutputAsync(Code code)
    {
        if (_socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived))
            return;
        var status = code == Code.Unspecified ? WebSocketCloseStatus.NormalClosure : (WebSocketCloseStatus)code;
        try
        {
            await _socket.CloseOutputAsync(status, code.ToString(), CancellationToken.None);
        }
        catch (Exception exception) when (ConnectionReader.IsLoss(exception))
        {
            // The peer did not wait for it.
        }
    }

    /// <summary>A peer that does not take it has as long as one that does not hang up.</summary>
    private static async Task CutLaterAsync(ConnectionContext carrier)
    {
        try
        {
            await Task.Delay(TransportLimits.CloseGraceMs, carrier.ConnectionClosed);
            carrier.Abort();
        }
        catch (OperationCanceledException)
        {
            // Closed in time.
        }
    }
}
