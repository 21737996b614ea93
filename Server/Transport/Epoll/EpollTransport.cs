using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace FastChat.Server.Transport.Epoll;

/// <summary>
/// A transport for Kestrel's frame end points: a message passes from the socket to its shard, and from the shard to the
/// socket, without a change of thread between. TLS, HTTP and WebSocket, and systems without epoll, stay with Kestrel's own
/// (decision 0024).
/// </summary>
internal sealed class EpollTransport(ILogger<EpollTransport> log) : IConnectionListenerFactory, IConnectionListenerFactorySelector, IDisposable
{
    private readonly Lock _lock = new();
    private EpollLoop[]? _loops;

    internal static bool IsSupported => OperatingSystem.IsLinux();

    public bool CanBind(EndPoint endpoint) => endpoint is FrameEndPoint;

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var address = (FrameEndPoint)endpoint;
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (address.Address.Equals(IPAddress.IPv6Any))
                socket.DualMode = true;
            socket.Bind(new IPEndPoint(address.Address, address.Port));
            socket.Listen(TransportLimits.AcceptBacklog);
        }
        catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            socket.Dispose();
            throw new AddressInUseException(taken.Message, taken);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        return ValueTask.FromResult<IConnectionListener>(new EpollListener(socket, Loops()));
    }

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var loop in _loops ?? [])
                loop.Dispose();
            _loops = [];
        }
    }

    private EpollLoop[] Loops()
    {
        lock (_lock)
            return _loops ??= [.. Enumerable.Range(0, TransportLimits.EpollLoops).Select(i => new EpollLoop(i, log))];
    }
}
