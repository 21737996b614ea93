using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Security.Cryptography.X509Certificates;
using FastChat.Bench.Load.Targets;
using FastChat.Bench.Load.Wire.Layers;

namespace FastChat.Bench.Load.Wire;

/// <summary>Opens connections to one address. Thread-safe.</summary>
internal sealed class Connector
{
    private const int SetUpTimeoutMilliseconds = 30_000;

    /// <summary>An address has about 28,000 local ports towards one listener; connections that ended hold theirs a while.</summary>
    private const int ConnectionsPerSource = 10_000;
    private const int Sources = 200;
    private const int IpLevel = 0;
    private const int BindAddressNoPort = 24; // Linux: the port is chosen with the destination known

    private readonly RemoteAddress _address;
    private readonly IPEndPoint _endPoint;
    private int _opened;

    public Connector(RemoteAddress address)
    {
        _address = address;
        _endPoint = new IPEndPoint(IPAddress.TryParse(address.Host, out var ip) ? ip : Dns.GetHostAddresses(address.Host)[0], address.Port);
    }

    /// <summary>Whose certificates TLS takes; null: the machine decides.</summary>
    public X509ChainPolicy? Trust { get; init; }

    /// <summary>Of each of a connection's two buffers, to begin with.</summary>
    public int BufferBytes { get; init; } = 16 * 1024;

    /// <summary>Blocks until connected, TLS and WebSocket handshakes included.</summary>
    public LeanConnection Open()
    {
        var socket = NewSocket();
        try
        {
            socket.Connect(_endPoint);
            IByteLayer layer = _address.IsTls ? new TlsLayer(socket, _address.Host, Trust) : new SocketLayer(socket);
            if (_address.IsWebSocket)
                layer = new WebSocketLayer(layer, $"{_address.Host}:{_address.Port}", _address.Path);
            return new LeanConnection(socket, layer, BufferBytes);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Plain TCP, without blocking: usable once the socket is writable, if it is without an error then.</summary>
    public LeanConnection Begin()
    {
        if (_address.IsTls || _address.IsWebSocket)
            throw new IOException("connections that come back by the thousands are plain TCP");
        var socket = NewSocket();
        socket.Blocking = false;
        var address = _endPoint.Serialize();
        // Its result is the socket's error later on; the framework's own call throws at every connection that takes time.
        _ = NativeConnect((int)socket.Handle, address.Buffer.Span[..address.Size].ToArray(), address.Size);
        return new LeanConnection(socket, new SocketLayer(socket), BufferBytes);
    }

    private Socket NewSocket()
    {
        var socket = new Socket(_endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
            ReceiveTimeout = SetUpTimeoutMilliseconds,
            SendTimeout = SetUpTimeoutMilliseconds,
        };
        if (_endPoint.AddressFamily != AddressFamily.InterNetwork || !IPAddress.IsLoopback(_endPoint.Address))
            return socket;
        Span<byte> on = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(on, 1);
        socket.SetRawSocketOption(IpLevel, BindAddressNoPort, on);
        var source = Interlocked.Increment(ref _opened) / ConnectionsPerSource % Sources;
        socket.Bind(new IPEndPoint(new IPAddress([127, 0, 0, (byte)(source + 1)]), 0));
        return socket;
    }

    [DllImport("libc", EntryPoint = "connect", SetLastError = true)]
    private static extern int NativeConnect(int socket, byte[] address, int addressBytes);
}
