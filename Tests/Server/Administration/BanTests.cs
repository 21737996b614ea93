using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using FastChat.Protocol;
using FastChat.Server.Administration;
using FastChat.Storage.Administration;
using FastChat.Tests.Support;
using FastChat.Tests.Support.Raw;

namespace FastChat.Tests.Server.Administration;

/// <summary>Addresses that are kept out.</summary>
[TestFixture]
internal sealed class BanTests
{
    [Test]
    public async Task A_banned_address_is_cut_off_and_refused_over_TCP_WebSocket_and_HTTP_until_the_ban_is_over()
    {
        var clock = new ShiftedClock();
        await using var server = await TestServer.StartAsync(time: clock);
        var session = await server.RegisterAsync("ada");
        await using var tcp = await server.ConnectAsync(session);
        await AdminCommandLine.RunAsync(server.Server.Options, "ban", "127.0.0.0/8", "noise", "1h");
        Assert.That(
            Assert.ThrowsAsync<RawClosedException>(() => tcp.RequestAsync(new ClientFrame { Sync = new() }))!.Code,
            Is.EqualTo(Code.CloseBanned));
        Assert.That(Assert.ThrowsAsync<RawClosedException>(() => server.ConnectAsync(session))!.Code, Is.EqualTo(Code.CloseBanned));
        await RefusedAsync(server);

        // What is stored holds after a restart; through the admin socket there is no address.
        await server.StopAsync();
        await server.StartAgainAsync();
        await RefusedAsync(server);
        clock.Advance(TimeSpan.FromHours(2));
        using var over = await server.Accounts.SendAsync(HttpMethod.Get, "healthz", null);
        Assert.That(over.IsSuccessStatusCode);
        await using var again = await server.ConnectAsync(await server.Accounts.SignInAsync("ada"));
    }

    [Test]
    public async Task Every_route_tells_a_banned_address_that_it_is_and_nothing_else_whatever_it_brings_along()
    {
        await using var server = await TestServer.StartAsync(options => options with { GuestDays = 1, Seeding = new() { Enabled = true } });
        var session = await server.RegisterAsync("ada");
        var routes = ServedRoutes.Of(server).Distinct().ToList();
        Assert.That(routes, Has.Count.GreaterThan(80));
        await AdminCommandLine.RunAsync(server.Server.Options, "ban", "127.0.0.0/8");
        foreach (var (method, path) in routes)
        {
            var content = method is "POST" or "PATCH" or "PUT" ? JsonContent.Create(new { handle = "ada", password = RawAccounts.Password, device_name = "x" }) : null;
            using var refused = await server.Accounts.SendAsync(new HttpMethod(method), path.TrimStart('/'), session.AccessToken, content);
            Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden), $"{method} {path}");
            if (method != "HEAD")
                Assert.That((int)JsonNode.Parse(await refused.Content.ReadAsStringAsync())!["code"]!, Is.EqualTo((int)Code.AddressBanned), $"{method} {path}");
        }
    }

    [Test]
    public async Task A_lifted_ban_lets_in()
    {
        await using var server = await TestServer.StartAsync();
        var ban = JsonNode.Parse(await AdminCommandLine.RunAsync(server.Server.Options, "ban", "127.0.0.1"))!;
        Assert.That((string)ban["network"]!, Is.EqualTo("127.0.0.1/32"));
        await RefusedAsync(server);
        await AdminCommandLine.RunAsync(server.Server.Options, "unban", (string)ban["ban_id"]!);
        using var health = await server.Accounts.SendAsync(HttpMethod.Get, "healthz", null);
        Assert.That(health.IsSuccessStatusCode);
    }

    [TestCase("203.0.113.0/24", "203.0.113.255", true)]
    [TestCase("203.0.113.0/24", "203.0.114.0", false)]
    [TestCase("203.0.113.7/32", "::ffff:203.0.113.7", true)]
    [TestCase("2001:db8::/64", "2001:db8::1:2:3:4", true)]
    [TestCase("2001:db8::/64", "2001:db8:0:1::1", false)]
    [TestCase("::/0", "198.51.100.1", true)]
    [TestCase("0.0.0.0/0", "2001:db8::1", false)]
    public void A_network_holds_its_addresses_and_no_others(string network, string address, bool holds)
    {
        var networks = new BannedNetworks([new BanRecord(network, 0, 1_000, "", "")]);
        Assert.That(networks.Holds(IPAddress.Parse(address), nowMs: 999), Is.EqualTo(holds));
        Assert.That(networks.Holds(IPAddress.Parse(address), nowMs: 1_000), Is.False, "a ban that is over");
    }

    private static async Task RefusedAsync(TestServer server)
    {
        using var refused = await server.Accounts.SendAsync(HttpMethod.Get, "healthz", null);
        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That((int)JsonNode.Parse(await refused.Content.ReadAsStringAsync())!["code"]!, Is.EqualTo((int)Code.AddressBanned));
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(server.WebSocket, default));
        Assert.That(socket.HttpStatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
    }
}
