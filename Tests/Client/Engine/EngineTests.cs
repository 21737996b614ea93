using FastChat.Client;
using FastChat.Client.LocalState;
using FastChat.Server.Routing;
using FastChat.Server.Routing.Commands;
using FastChat.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace FastChat.Tests.Client.Engine;

/// <summary>The engine against the real server over real sockets.</summary>
[TestFixture]
public sealed class EngineTests
{
    private TestServer _server = null!;
    private EngineHost _ada = null!;
    private EngineHost _grace = null!;
    private int _handles;

    [OneTimeSetUp]
    public async Task StartServerAsync() => _server = await TestServer.StartAsync();

    [OneTimeTearDown]
    public async Task StopServerAsync() => await _server.DisposeAsync();

    [SetUp]
    public async Task CreateAsync()
    {
        _handles++;
        _ada = await EngineHost.CreateAsync(_server, $"ada{_handles}");
        _grace = await EngineHost.CreateAsync(_server, $"grace{_handles}");
    }

    [TearDown]
    public async Task DisposeAsync()
    {
        await _ada.DisposeAsync();
        await _grace.DisposeAsync();
    }

    [Test]
    public async Task Two_devices_see_one_order()
    {
        await _ada.StartAsync();
        await _grace.StartAsync();
        var id = await _ada.CreateGroupAsync(_grace.Account);
        await _ada.SendAsync(id, "hello");
        await _grace.ReadAsync(id, 1);
        await Task.WhenAll(_ada.SendAsync(id, "from ada", 100), _grace.SendAsync(id, "from grace", 100));

        var (atAda, atGrace) = (await _ada.ReadAsync(id, 201), await _grace.ReadAsync(id, 201));
        Assert.That(atGrace, Is.EqualTo(atAda));
        Assert.That(atAda.Where(text => text.StartsWith("from ada", StringComparison.Ordinal)), Is.EqualTo(Enumerable.Range(1, 100).Select(i => $"from ada {i}")));
        await _ada.FlushAsync();
        Assert.That(_ada.Store.ReadOutbox(id), Is.Empty);
    }

    [Test]
    public async Task A_direct_conversation_opened_offline_is_created_before_its_first_message()
    {
        await _ada.OpenStoreAsync();
        var row = await _ada.Store.EnsureDirectAsync(_ada.Account, _grace.Account);
        await _ada.SendAsync(row.Id, "hello");
        await _ada.StartAsync();
        await _ada.FlushAsync();
        await _grace.StartAsync();
        Assert.That(await _grace.ReadAsync(row.Id, 1), Is.EqualTo(new[] { "hello" }));
        Assert.That(_ada.Store.ReadConversation(row.Id)!.LocalOnly, Is.False);
    }

    [Test]
    public async Task Connections_cut_anywhere_lose_and_repeat_nothing([Values(1, 2, 3)] int seed) => await CutAsync(seed);

    [Test]
    [Category("Long")]
    public async Task Connections_cut_anywhere_lose_and_repeat_nothing_long([Range(4, 33)] int seed) => await CutAsync(seed);

    [Test]
    public async Task What_was_missed_offline_is_there_once_live()
    {
        await _ada.StartAsync();
        await _grace.StartAsync();
        var id = await _ada.CreateGroupAsync(_grace.Account);
        await _ada.SendAsync(id, "before", 10);
        await _grace.ReadAsync(id, 10);
        await _grace.CloseAsync();
        await _ada.SendAsync(id, "meanwhile", 3_000);
        await _ada.FlushAsync();
        await _grace.StartAsync();

        var slice = _grace.Store.ReadLog(id, 0, 5_000, LogDirection.After);
        Assert.That(slice.Complete, Is.True);
        Assert.That(slice.Entries.Count(entry => entry.Entry.Kind == FastChat.Protocol.EntryKind.Message), Is.EqualTo(3_010));
        Assert.That(_grace.Store.ReadConversation(id)!.Unread, Is.EqualTo(3_010));
    }

    [Test]
    public async Task A_conversation_whose_leaving_the_server_has_forgotten_is_left_after_the_next_sync()
    {
        await _ada.StartAsync();
        await _grace.StartAsync();
        var left = await _ada.CreateGroupAsync(_grace.Account);
        var kept = await _ada.CreateGroupAsync(_grace.Account);
        await _ada.SendAsync(left, "before", 2);
        await _grace.ReadAsync(left, 2);
        await _grace.CloseAsync();
        await _ada.Engine.RequestAsync(
            new() { RemoveMember = new() { ConversationId = left.ToByteString(), Account = _grace.Account.ToByteString() } }, default);
        var router = _server.Server.Services.GetRequiredService<ShardRouter>();
        router.Route(new ForgetListRowCommand(left, _grace.Account));
        await _ada.SendAsync(left, "behind it");
        await _ada.FlushAsync();

        await _grace.StartAsync();
        Assert.Multiple(() =>
        {
            Assert.That(_grace.Store.ReadConversation(left)!.Left, Is.True);
            Assert.That(_grace.Store.ReadConversation(kept)!.Left, Is.False);
            Assert.That(_grace.Store.ReadLog(left, 0, 10, LogDirection.After).Entries, Is.Not.Empty, "what is here stays readable");
        });
    }

    [Test]
    public async Task Of_an_old_message_all_that_refers_to_it_is_fetched_however_scattered_it_lies()
    {
        const int Reactions = 160;
        await _ada.StartAsync();
        var id = await _ada.CreateGroupAsync(_grace.Account);
        await _ada.SendAsync(id, "look");
        await _ada.FlushAsync();
        for (var i = 0; i < Reactions; i++)
        {
            // Flushed one by one, so that each is a block of its own: a page brings those of 64 blocks along.
            await _ada.ReactAsync(id, target: 2);
            await _ada.FlushAsync();
        }

        await _grace.StartAsync();
        await _grace.Engine.EnsureHistoryAsync(id, 3, 1, LogDirection.Before, default);
        var slice = _grace.Store.ReadLog(id, 0, 1_000, LogDirection.After);
        Assert.That(slice.Entries.Count(entry => entry.Entry.Kind == FastChat.Protocol.EntryKind.Reaction), Is.EqualTo(Reactions));
    }

    [Test]
    public async Task A_device_restored_from_an_old_backup_repeats_and_loses_nothing()
    {
        await _ada.StartAsync();
        var id = await _ada.CreateGroupAsync(_grace.Account);
        await _ada.SendAsync(id, "acked", 20);
        await _ada.FlushAsync();
        await _ada.Engine.StopAsync();
        await _ada.SendAsync(id, "queued", 10);
        await _ada.CloseAsync();
        _ada.Copy("store.db", "backup.db");

        await _ada.StartAsync();
        await _ada.SendAsync(id, "after the backup", 300);
        await _ada.FlushAsync();
        await _ada.CloseAsync();
        _ada.Copy("backup.db", "store.db");

        await _ada.OpenStoreAsync();
        await _ada.SendAsync(id, "after restoring", 300);
        await _ada.StartAsync();
        await _ada.FlushAsync();

        await _grace.StartAsync();
        string[] expected =
        [
            .. Texts("acked", 20), .. Texts("queued", 10), .. Texts("after the backup", 300), .. Texts("after restoring", 300),
        ];
        Assert.That(await _grace.ReadAsync(id, 630), Is.EqualTo(expected));
        Assert.That(await _ada.ReadAsync(id, 630), Is.EqualTo(expected));
    }

    [Test]
    public async Task A_client_killed_between_persisting_and_sending_sends_once()
    {
        await _ada.StartAsync();
        var id = await _ada.CreateGroupAsync(_grace.Account);
        await _ada.SendAsync(id, "first", 5);
        await _ada.FlushAsync();
        await _ada.Engine.StopAsync();
        await _ada.SendAsync(id, "second", 5);
        var batch = await _ada.Store.WriteAsync(transaction => OutboxSends.Take(transaction, id, new SendProgress(0, true)));
        Assert.That(batch.Entries, Has.Count.EqualTo(5));
        await _ada.CloseAsync();

        await _ada.StartAsync();
        await _ada.FlushAsync();
        Assert.That(await _ada.ReadAsync(id, 10), Is.EqualTo(Texts("first", 5).Concat(Texts("second", 5))));
    }

    [Test]
    public async Task A_withdrawn_draft_leaves_no_trace_and_no_gap()
    {
        await _ada.StartAsync();
        var id = await _ada.CreateGroupAsync(_grace.Account);
        await _ada.Engine.StopAsync();
        await _ada.SendAsync(id, "one");
        var two = await _ada.SendAsync(id, "two");
        await _ada.SendAsync(id, "three");
        Assert.That(await _ada.Engine.WithdrawAsync(two), Is.True);
        await _ada.StartAsync();
        await _ada.FlushAsync();
        Assert.That(await _ada.ReadAsync(id, 2), Is.EqualTo(new[] { "one", "three" }));
    }

    [Test]
    public async Task A_refused_draft_is_passed_by_those_after_it()
    {
        await _ada.StartAsync();
        var id = await _ada.CreateGroupAsync(_grace.Account);
        await _ada.Engine.StopAsync();
        await _ada.SendAsync(id, "one");
        var tooLarge = await _ada.SendAsync(id, new string('x', 70_000));
        await _ada.SendAsync(id, "more", 300);
        await _ada.StartAsync();
        await _ada.FlushAsync();

        Assert.That(await _ada.ReadAsync(id, 301), Is.EqualTo(Texts("more", 300).Prepend("one")));
        var refused = _ada.Store.FindOutbox(tooLarge)!;
        Assert.That((refused.State, refused.Code), Is.EqualTo((OutboxState.Refused, (ErrorCode?)ErrorCode.MessageTooLarge)));
        Assert.That((await _ada.Engine.WhenSentAsync(id, tooLarge, default)).Code, Is.EqualTo(ErrorCode.MessageTooLarge));
    }

    [Test]
    public async Task A_bots_position_survives_restarts()
    {
        await _ada.StartAsync();
        await _grace.StartAsync();
        var id = await _ada.CreateGroupAsync(_grace.Account);
        await _ada.SendAsync(id, "order", 5);
        Assert.That(await HandleAsync(_grace, 3), Is.EqualTo(Texts("order", 3)));
        await _grace.CloseAsync();
        await _grace.StartAsync();

        // Asking for the next one saves the position: the third was handed out, but nobody asked on.
        Assert.That(await HandleAsync(_grace, 3), Is.EqualTo(Texts("order", 5).Skip(2)));
    }

    private async Task CutAsync(int seed)
    {
        const int Count = 1_500;

        // So many bytes that the first connections cannot take all of it, however few the acks are.
        const string Text = "a message that is as long as most of them are";
        await _ada.StartAsync();
        var id = await _ada.CreateGroupAsync(_grace.Account);
        await _ada.CloseAsync();
        _ada.CutConnections(seed, 600, 40_000);
        _grace.CutConnections(seed + 100, 600, 60_000);
        await _ada.OpenStoreAsync();
        await _grace.OpenStoreAsync();
        _ada.Engine.Start();
        _grace.Engine.Start();
        await _ada.SendAsync(id, Text, Count);

        var expected = Enumerable.Range(1, Count).Select(i => $"{Text} {i}").ToList();
        Assert.That(await _grace.ReadAsync(id, Count), Is.EqualTo(expected));
        await _ada.FlushAsync();
        Assert.That(await _ada.ReadAsync(id, Count), Is.EqualTo(expected));
        Assert.That(_ada.Connections, Is.GreaterThan(3));
    }

    private static async Task<List<string>> HandleAsync(EngineHost host, int count)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var texts = new List<string>();
        await foreach (var entry in host.Engine.ReadAllAsync("bot", patience.Token))
        {
            texts.Add(FastChat.Protocol.MessageContent.Parser.ParseFrom(entry.Entry.Content).Text);
            if (texts.Count == count)
                break;
        }

        return texts;
    }

    private static IEnumerable<string> Texts(string prefix, int count) => Enumerable.Range(1, count).Select(i => $"{prefix} {i}");
}
