using System.Collections.Specialized;
using FastChat.Client;
using FastChat.Tests.Support.Raw;
using Microsoft.Extensions.DependencyInjection;

namespace FastChat.Tests.Client.Api;

/// <summary>Clients inside hosts, games and handlers.</summary>
[TestFixture]
internal sealed class HostingTests
{
    private ChatWorld _world = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _world = await ChatWorld.StartAsync();

    [OneTimeTearDown]
    public async Task StopAsync() => await _world.DisposeAsync();

    [Test]
    public async Task A_host_has_one_client_or_one_for_each_key_and_disposes_of_them()
    {
        var services = new ServiceCollection()
            .AddFastChatClient(_ => Options("host"))
            .AddFastChatClient(_ => Options("host-bot"), "bot");
        ChatClient client;
        await using (var provider = services.BuildServiceProvider())
        {
            client = provider.GetRequiredService<ChatClient>();
            var bot = provider.GetRequiredKeyedService<ChatClient>("bot");
            Assert.That(provider.GetRequiredService<ChatClient>(), Is.SameAs(client));
            Assert.That(bot, Is.Not.SameAs(client));
            await client.RegisterAsync("host", RawAccounts.Password);
            await client.LiveAsync();
        }

        Assert.ThrowsAsync<ObjectDisposedException>(() => client.ResumeAsync());
    }

    [Test]
    public async Task In_a_game_everything_happens_while_pumping()
    {
        var pump = new PumpContext();
        var player = await _world.RegisterAsync("player", options => options with { EventContext = pump });
        var game = await player.CreateGroupAsync("Match", []);
        await using var timeline = game.OpenTimeline();
        var thread = Environment.CurrentManagedThreadId;
        var states = new List<ConnectionState>();
        player.ConnectionChanged += (_, status) => states.Add(status.State);
        var wrong = 0;
        timeline.CollectionChanged += (_, _) => wrong += SynchronizationContext.Current == pump ? 0 : 1;
        await (await game.SendAsync("go")).Sent.SoonAsync();
        await timeline.UntilAsync(rows => rows is [.., { Text: "go", Delivery.State: >= DeliveryState.Sent }]);
        Assert.That(timeline.Any(item => item.Text == "go"), Is.False, "nothing was pumped yet");
        pump.Pump();
        Assert.That(timeline[^1].Text, Is.EqualTo("go"));
        Assert.That(wrong, Is.Zero);
        Assert.That(thread, Is.Not.Zero);
    }

    [Test]
    public async Task A_handler_may_send_await_and_dispose_of_the_client()
    {
        var client = await _world.RegisterAsync("handler");
        var group = await client.CreateGroupAsync("Room for one", []);
        var timeline = group.OpenTimeline();
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var once = 0;
        async void React(object? sender, NotifyCollectionChangedEventArgs change)
        {
            if (!timeline.Any(item => item.Text == "stop") || Interlocked.Exchange(ref once, 1) == 1)
                return;
            try
            {
                await (await group.SendAsync("stopping")).Sent;
                await client.DisposeAsync();
                done.SetResult();
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        }

        timeline.CollectionChanged += React;
        await group.SendAsync("stop");
        await done.Task.SoonAsync();
    }

    [Test]
    public async Task Blocking_on_dispose_inside_a_handler_does_not_hang()
    {
        var client = await _world.RegisterAsync("blocker");
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        client.ConnectionChanged += (_, _) =>
        {
            client.DisposeAsync().AsTask().GetAwaiter().GetResult();
            done.TrySetResult();
        };
        client.Paused = true;
        await done.Task.SoonAsync();
    }

    [Test]
    public async Task Messages_of_before_are_there_offline_after_a_restart()
    {
        var client = await _world.RegisterAsync("offline");
        var group = await client.CreateGroupAsync("Cellar", []);
        await (await group.SendAsync("kept")).Sent.SoonAsync();
        await client.DisposeAsync();
        var again = _world.Make("offline", options => options with { Server = "http://127.0.0.1:9" });
        Assert.That((await again.ResumeAsync())!.Handle, Is.EqualTo("offline"));
        await using var list = again.OpenConversations();
        Assert.That(list.Snapshot.Select(row => row.Title), Is.EqualTo(new[] { "Cellar" }));
        await using var timeline = again.GetConversation(group.Id).OpenTimeline();
        Assert.That(timeline.Snapshot[^1].Text, Is.EqualTo("kept"));
        await again.GetConversation(group.Id).SendAsync("written offline");
        await timeline.RowAsync(item => item is { Text: "written offline", Delivery.State: DeliveryState.Queued });
    }

    private ChatClientOptions Options(string name) => new(_world.Address) { StorePath = _world.PathOf(name) };
}
