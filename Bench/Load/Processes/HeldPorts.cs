using System.Net;
using System.Net.Sockets;

namespace FastChat.Bench.Load.Processes;

/// <summary>
/// Two loopback ports for a server that is stopped and started again, and must be found where it was. They are bound here and
/// never listened on: Linux lets a server listen on such a port, and gives it to nobody who asks for any free one, also while
/// the server is down. Elsewhere they are only ports that were free.
/// </summary>
internal sealed class HeldPorts : IDisposable
{
    private readonly Socket _tcp = Bind();
    private readonly Socket _http = Bind();

    public HeldPorts()
    {
        (Tcp, Http) = (((IPEndPoint)_tcp.LocalEndPoint!).Port, ((IPEndPoint)_http.LocalEndPoint!).Port);
        if (!OperatingSystem.IsLinux())
            Dispose();
    }

    public int Tcp { get; }

    public int Http { get; }

    public void Dispose()
    {
        _tcp.Dispose();
        _http.Dispose();
    }

    private static Socket Bind()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }
}
