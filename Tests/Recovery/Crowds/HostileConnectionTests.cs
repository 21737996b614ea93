using System.Diagnostics;
using System.Net.Sockets;
using FastChat.Bench.Load.Processes;
using FastChat.Protocol;
using FastChat.Tests.Recovery.Recording;
using FastChat.Tests.Support.Raw;

namespace FastChat.Tests.Recovery.Crowds;

/// <summary>R9: whoever does not authenticate is cut, however slowly they talk; who does is served meanwhile.</summary>
[NonParallelizable]
[Category("Long")]
public sealed class HostileConnectionTests
{
    private static readonly byte[] HalfAHello = [0x60, 0x08, 0x01, 0x1A]; // a frame of 96 bytes of which four come
    private static readonly byte[] Garbage = [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF];
    private static readonly byte[] Oversized = [0x80, 0x80, 0x04]; // announces 64 KiB before it said who it is

    [Test]
    public async Task ThoseWhoNeverAuthenticateAreCutWithinTheirTime()
    {
        using var directory = new TemporaryDirectory();
        await using var server = await ServerProcess.StartAsync(directory.Server);
        using var http = new ServerHttp(server.Http);
        var honest = (await http.SeedAsync(1, "honest", CancellationToken.None))[0];
        var watch = Stopwatch.StartNew();
        using var late = new CancellationTokenSource(2 * Budgets.HostileCutWithin);
        var hostile = Enumerable.Range(0, Budgets.HostileConnections).Select(i => CutAfterAsync(server, i, watch, late.Token)).ToArray();
        await using var client = await RawClient.ConnectAsync(server.TcpEndPoint, Roster.Session(honest));
        var cuts = await Task.WhenAll(hostile);
        Array.Sort(cuts);
        await TestContext.Out.WriteLineAsync($"R9: {cuts.Length} cut, first after {cuts[0].TotalSeconds:N1} s, last after {cuts[^1].TotalSeconds:N1} s");
        Assert.That(cuts[^1], Is.LessThan(Budgets.HostileCutWithin));
        var answer = await client.RequestAsync(new ClientFrame { Ping = new Ping { Nonce = 5 } });
        Assert.That(answer.Pong.Nonce, Is.EqualTo(5), "who authenticated is still served");
    }

    private static async Task<TimeSpan> CutAfterAsync(ServerProcess server, int number, Stopwatch watch, CancellationToken cancellation)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server.TcpEndPoint, cancellation);
        var began = watch.Elapsed;
        var talk = (number % 5) switch
        {
            0 => Task.CompletedTask, // says nothing
            1 => socket.SendAsync(HalfAHello).WaitAsync(cancellation),
            2 => socket.SendAsync(Garbage).WaitAsync(cancellation),
            3 => socket.SendAsync(Oversized).WaitAsync(cancellation),
            _ => DripAsync(socket, cancellation),
        };
        var buffer = new byte[256];
        try
        {
            while (await socket.ReceiveAsync(buffer, cancellation) > 0)
            {
                // The server says why it closes.
            }
        }
        catch (SocketException)
        {
            // Reset: cut as well.
        }
        var cut = watch.Elapsed - began;
        socket.Close();
        try
        {
            await talk;
        }
        catch (Exception over) when (over is SocketException or ObjectDisposedException)
        {
            // It was cut in the middle of a word.
        }
        return cut;
    }

    /// <summary>The slow loris: a byte of a valid-looking frame each second.</summary>
    private static async Task DripAsync(Socket socket, CancellationToken cancellation)
    {
        using var seconds = new PeriodicTimer(TimeSpan.FromSeconds(1));
        await socket.SendAsync(HalfAHello, cancellation);
        while (await seconds.WaitForNextTickAsync(cancellation))
            await socket.SendAsync(HalfAHello.AsMemory(2, 1), cancellation);
    }
}
