using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace FastChat.Server.Transport.Epoll;

/// <summary>Accepts, and deals connections out to the loops in turn. Kestrel asks for one at a time.</summary>
internal sealed class EpollListener(Socket socket, EpollLoop[] loops) : IConnectionListener
{
    private int _next;

    public EndPoint EndPoint { get; } = socket.LocalEndPoint!;

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            try
            {
                var accepted = await socket.AcceptAsync(cancellationToken);
                return Begin(accepted);
            }
            catch (ObjectDisposedException)
            {
                return null;
            }
            catch (SocketException ended) when (ended.SocketErrorCode == SocketError.OperationAborted)
            {
                return null;
            }
            catch (SocketException)
            {
                // The peer went away before it was accepted.
            }
        }
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        socket.Dispose();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => UnbindAsync();

    private EpollConnection Begin(Socket accepted)
    {
        accepted.NoDelay = true;
        accepted.Blocking = false;
        var loop = loops[_next];
        _next = (_next + 1) % loops.Length;
        var connection = new EpollConnection(accepted, loop);
        loop.Add(connection);
        return connection;
    }
}
