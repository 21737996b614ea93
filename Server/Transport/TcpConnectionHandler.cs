using System.Buffers;
using FastChat.Protocol;
using FastChat.Server.Delivery;
using FastChat.Server.Diagnostics;
using FastChat.Server.Sessions;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace FastChat.Server.Transport;

/// <summary>
/// Where a TCP or TLS connection begins: it is counted, gets a session, and is read until it ends. (A TLS connection was
/// counted before its handshake, see <see cref="ListenOptionsSetup"/>.)
/// </summary>
internal sealed class TcpConnectionHandler(
    ConnectionLimits limits,
    ConnectionSweep sweep,
    SessionServices services) : ConnectionHandler
{
    public override Task OnConnectedAsync(ConnectionContext connection)
    {
        var place = default(UInt128);
        var isTls = connection.Features.Get<ITlsHandshakeFeature>() is not null;
        if (!isTls && !limits.TryEnter(connection.RemoteEndPoint, out place))
            return RefuseAsync(connection, limits.IsBanned(connection.RemoteEndPoint));

        // The task of the read loop itself: one state machine for a connection's life.
        return ConnectionReader.RunAsync(
            new TcpConnection(services, connection, isTls ? null : limits, place), sweep, services.Clock);
    }

    private static async Task RefuseAsync(ConnectionContext connection, bool isBanned)
    {
        var code = isBanned ? Code.CloseBanned : Code.CloseConnectionLimit;
        Instruments.CountClose(code);
        var frame = isBanned
            ? FrameEncoder.EncodeClose(code, "This address is banned.", null)
            : FrameEncoder.EncodeClose(code, "Too many connections.", TimeSpan.FromSeconds(30));
        connection.Transport.Output.Write(frame.Span);
        frame.Release();
        await connection.Transport.Output.FlushAsync();
    }
}
