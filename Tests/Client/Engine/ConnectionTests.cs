using FastChat.Client;
using FastChat.Client.Connections;
using FastChat.Tests.Support;

namespace FastChat.Tests.Client.Engine;

/// <summary>Ways to the server, what ends them, and what other devices do meanwhile.</summary>
[TestFixture]
public sealed class ConnectionTests
{
    private readonly List<EngineHost> _hosts = [];
    private TestServer _server = null!;

    [OneTimeSetUp]
    public async Task StartServerAsync() => _server = await TestServer.StartAsync();

    [OneTimeTearDown]
    public async Task StopServerAsync() => await _server.DisposeAsync();

    [TearDown]
    public async Task DisposeAsync()
    {
        foreach (var host in _hosts)
            await host.DisposeAsync();
        _hosts.Clear();
    }

    [Test]
    public async Task The_address_names_the_endpoints_and_WebSocket_carries_the_same()
    {
        using var http = new HttpMessageInvoker(new SocketsHttpHandler());
        var discovered = new WellKnownEndpoints(_server.Server.HttpAddress!, http);
        var endpoints = await discovered.ResolveAsync(default);
        Assert.That(endpoints.Select(endpoint => endpoint.Scheme), Is.EqualTo(new[] { "tcp", "ws" }));

        var ada = Add(new EngineHost(_server, await _server.RegisterAsync("ws-ada")) { Endpoints = discovered });
        var webSocket = new FixedEndpoint(endpoints[^1]);
        var grace = Add(new EngineHost(_server, await _server.RegisterAsync("ws-grace")) { Endpoints = webSocket });
        await ada.StartAsync();
        await grace.StartAsync();
        var id = await ada.CreateGroupAsync(grace.Account);
        await ada.SendAsync(id, "over tcp");
        Assert.That(await grace.ReadAsync(id, 1), Is.EqualTo(new[] { "over tcp" }));
        await grace.SendAsync(id, "over a web socket");
        Assert.That(await ada.ReadAsync(id, 2), Is.EqualTo(new[] { "over tcp", "over a web socket" }));
    }

    [Test]
    public async Task A_stalled_reader_lags_and_misses_nothing()
    {
        const int Count = 3_000;
        StallingStream? stream = null;
        var ada = Add(await EngineHost.CreateAsync(_server, "stall-ada"));
        var grace = Add(await EngineHost.CreateAsync(_server, "stall-grace"));
        grace.Connect = async (uri, token) => stream = new StallingStream(await EngineHost.OpenAsync(uri, token));
        await ada.StartAsync();
        await grace.StartAsync();
        var id = await ada.CreateGroupAsync(grace.Account);
        await ada.SendAsync(id, "first");
        await grace.ReadAsync(id, 1);
        stream!.Stall();
        var text = new string('x', 2_000);
        await ada.SendAsync(id, text, Count);
        await ada.FlushAsync();
        stream.GoOn();
        Assert.That(await grace.ReadAsync(id, Count + 1), Is.EqualTo(await ada.ReadAsync(id, Count + 1)));
        Assert.That(grace.Connections, Is.EqualTo(1));
    }

    [Test]
    public async Task Reading_on_one_device_is_read_on_the_other()
    {
        var ada = Add(await EngineHost.CreateAsync(_server, "two-ada"));
        var grace = Add(await EngineHost.CreateAsync(_server, "two-grace"));
        var tablet = Add(new EngineHost(_server, await _server.Accounts.SignInAsync("two-grace")));
        await ada.StartAsync();
        await grace.StartAsync();
        await tablet.StartAsync();
        var id = await ada.CreateGroupAsync(grace.Account);
        await ada.SendAsync(id, "unread", 5);
        await grace.ReadAsync(id, 5);
        await tablet.ReadAsync(id, 5);
        using var changes = tablet.Store.Changes.Subscribe(id);
        await grace.Engine.MarkReadAsync(id, grace.Store.ReadConversation(id)!.HeadSequence);
        Assert.That(grace.Store.ReadConversation(id)!.Unread, Is.Zero);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (tablet.Store.ReadConversation(id)!.Unread > 0)
            await changes.NextAsync(patience.Token);
    }

    [Test]
    public async Task A_second_connection_of_the_device_refuses_the_first_for_good()
    {
        var session = await _server.RegisterAsync("replaced");
        var first = Add(new EngineHost(_server, session));
        var second = Add(new EngineHost(_server, session));
        await first.StartAsync();
        await second.StartAsync();
        await first.Engine.WaitForAsync(ConnectionState.Refused, default).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.That(first.Engine.Status.Code, Is.EqualTo(ErrorCode.CloseReplaced));
        var refused = Assert.ThrowsAsync<ChatException>(() => first.CreateGroupAsync());
        Assert.That(refused!.Code, Is.EqualTo(ErrorCode.CloseReplaced));
    }

    [Test]
    public async Task Paused_is_disconnected_and_resumes()
    {
        var ada = Add(await EngineHost.CreateAsync(_server, "paused"));
        await ada.StartAsync();
        ada.Engine.Paused = true;
        await ada.Engine.WaitForAsync(ConnectionState.Paused, default).WaitAsync(TimeSpan.FromSeconds(30));
        ada.Engine.Paused = false;
        await ada.Engine.WaitForAsync(ConnectionState.Live, default).WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Test]
    public async Task The_server_going_away_and_coming_back_is_survived()
    {
        await using var server = await TestServer.StartAsync();
        var ada = Add(await EngineHost.CreateAsync(server, "restart-ada"));
        await ada.StartAsync();
        var id = await ada.CreateGroupAsync();
        await ada.SendAsync(id, "before", 10);
        await ada.FlushAsync();
        await server.StopAsync();
        await ada.SendAsync(id, "while away", 10);
        await server.StartAgainAsync();
        ada.Engine.RetryNow();
        await ada.FlushAsync();
        Assert.That(await ada.ReadAsync(id, 20), Has.Count.EqualTo(20));
        await ada.CloseAsync();
    }

    private EngineHost Add(EngineHost host)
    {
        _hosts.Add(host);
        return host;
    }
}
