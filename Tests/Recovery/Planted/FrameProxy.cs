using System.Net;
using System.Net.Sockets;
using FastChat.Tests.Support.Raw;

namespace FastChat.Tests.Recovery.Planted;

/// <summary>
/// Stands between clients and a server and lets a planted bug rewrite what the server sends. Forwards what clients send as
/// it is.
/// </summary>
internal sealed class FrameProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly IFramePlant _plant;
    private readonly Task _accepting;
    private readonly List<Task> _connections = []; // added to by the accepting task alone
    private IPEndPoint _server;

    public FrameProxy(IPEndPoint server, IFramePlant plant)
    {
        _server = server;
        _plant = plant;
        _listener.Start();
        _accepting = Task.Run(AcceptAsync);
    }

    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndpoint;

    /// <summary>After a restart the server listens elsewhere.</summary>
    public void Lead(IPEndPoint server) => Volatile.Write(ref _server, server);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_connections);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _connections.Add(ForwardAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The proxy ends.
        }
    }

    private async Task ForwardAsync(TcpClient client)
    {
        using var server = new TcpClient();
        using var ending = client;
        try
        {
            await server.ConnectAsync(Volatile.Read(ref _server), _stop.Token);
            client.NoDelay = server.NoDelay = true;
            var (clientStream, serverStream) = (client.GetStream(), server.GetStream());
            var up = clientStream.CopyToAsync(serverStream, _stop.Token);
            var down = DownAsync(serverStream, clientStream);
            await await Task.WhenAny(up, down);
        }
        catch (Exception over) when (over is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One side is gone; the other is closed with it.
        }
    }

    private async Task DownAsync(NetworkStream server, NetworkStream client)
    {
        var sink = new PlantedStream(client);
        while (await RawFrames.ReadAsync(server) is { } frame)
        {
            foreach (var planted in _plant.Pass(frame, sink))
                sink.Write(planted);
        }
    }
}
