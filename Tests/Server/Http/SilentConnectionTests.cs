using System.Net.Sockets;
using FastChat.Tests.Support;

namespace FastChat.Tests.Server.Http;

/// <summary>The HTTP port is as hard to hold as the ones for frames.</summary>
public sealed class SilentConnectionTests
{
    private const int PerAddress = 2;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    [Test]
    public async Task One_address_holds_so_many_connections_and_no_more()
    {
        await using var server = await TestServer.StartAsync(options => options with { ConnectionsPerAddressMax = PerAddress });
        var held = new List<TcpClient>();
        try
        {
            for (var i = 0; i < 2 * PerAddress; i++)
            {
                held.Add(await ConnectAsync(server));
                await held[i].GetStream().WriteAsync("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"u8.ToArray());
                Assert.That(await ReadAsync(held[i]), Is.GreaterThan(0), $"connection {i} is served");
            }

            Assert.That(await IsCutAsync(server), Is.True, "cut without an answer");
        }
        finally
        {
            held.ForEach(client => client.Dispose());
        }
    }

    [Test]
    [Category("Long")]
    public async Task A_connection_that_asks_for_nothing_is_cut()
    {
        await using var server = await TestServer.StartAsync();
        using var silent = await ConnectAsync(server);
        Assert.That(await ReadAsync(silent), Is.Zero);
    }

    /// <summary>A connection is cut as soon as it is accepted, which may be before its client knows that it has one.</summary>
    private static async Task<bool> IsCutAsync(TestServer server)
    {
        try
        {
            using var client = await ConnectAsync(server);
            return await ReadAsync(client) == 0;
        }
        catch (SocketException reset) when (reset.SocketErrorCode == SocketError.ConnectionReset)
        {
            return true;
        }
    }

    private static async Task<TcpClient> ConnectAsync(TestServer server)
    {
        var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", server.Server.HttpAddress!.Port);
        return client;
    }

    /// <summary>How many bytes came; 0: the server has cut it.</summary>
    private static async Task<int> ReadAsync(TcpClient client)
    {
        using var late = new CancellationTokenSource(Deadline);
        try
        {
            return await client.GetStream().ReadAsync(new byte[1024], late.Token);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
