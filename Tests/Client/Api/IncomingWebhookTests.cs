using System.Net;
using System.Net.Http.Json;
using FastChat.Client;
using FastChat.Server.Routing;
using FastChat.Server.Routing.Commands;
using FastChat.Storage;
using FastChat.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FastChat.Tests.Client.Api;

/// <summary>Messages that other programs bring in, from the making of the webhook to the devices of the members.</summary>
[TestFixture]
internal sealed class IncomingWebhookTests
{
    private readonly LoggedErrors _log = new(LogLevel.Trace);
    private int _people;
    private ChatWorld _world = null!;
    private ChatClient _ada = null!;
    private ChatClient _grace = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _world = await ChatWorld.StartAsync(options => options with { WebhookPostsPerMinute = 3 }, log: _log);
        _ada = await _world.RegisterAsync("ada");
        _grace = await _world.RegisterAsync("grace");
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _world.DisposeAsync();
        _log.Dispose();
    }

    [Test]
    public async Task A_message_through_a_webhook_reaches_all_as_a_bot_s_also_after_a_restart()
    {
        var group = await _ada.CreateGroupAsync("Builds", [_grace.Account!.Id]);
        var made = await _ada.Bots.CreateWebhookAsync(group.Id, "CI");
        Assert.That(made.ToString(), Does.Not.Contain("fch1."));
        await using var list = _grace.OpenConversations();
        await PostAsync(made.Address, "build **red**: [log](https://ci.example/1)");

        await using var timeline = _grace.GetConversation(group.Id).OpenTimeline();
        var row = await timeline.RowAsync(item => item.Text.StartsWith("build", StringComparison.Ordinal) && item.Sender.Handle.Length > 0);
        Assert.That(row.Text, Is.EqualTo("build red: log"));
        Assert.That(row.Entities.Select(entity => (entity.Style, entity.Argument)), Is.EqualTo(new[] { (TextStyle.Bold, ""), (TextStyle.Link, "https://ci.example/1") }));
        Assert.That((row.Sender.Kind, row.Sender.Name), Is.EqualTo((AccountKind.Bot, "CI")));
        await list.UntilAsync(rows => rows.Any(summary => summary.Id == group.Id && summary.UnreadCount > 0));
        Assert.That((await _ada.Bots.ReadWebhooksAsync(group.Id)).Single().LastUsed, Is.Not.Null);

        await _world.Server.StopAsync();
        await _world.Server.StartAgainAsync();
        await PostAsync(made.Address, "build green");
        await timeline.RowAsync(item => item.Text == "build green");

        await _ada.LiveAsync();
        await _ada.Bots.RevokeWebhookAsync(group.Id, made.About.Id);
        Assert.That(await StatusAsync(made.Address, "too late"), Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await _ada.Bots.ReadWebhooksAsync(group.Id), Is.Empty);
        await _grace.LiveAsync();
        Assert.That((await _grace.GetConversation(group.Id).ReadEntriesAsync(0).TakeAsync(3)).Select(entry => entry.Text), Does.Contain("build green"));
    }

    [Test]
    public async Task Members_without_the_right_and_strangers_make_none_and_addresses_cannot_be_made_up()
    {
        var group = await _ada.CreateGroupAsync("Closed", [_grace.Account!.Id]);
        Assert.That(Refusal(() => _grace.Bots.CreateWebhookAsync(group.Id, "mine")), Is.EqualTo(ErrorCode.Forbidden));
        Assert.That(Refusal(() => _grace.Bots.ReadWebhooksAsync(group.Id)), Is.EqualTo(ErrorCode.Forbidden));
        var direct = await _ada.OpenDirectAsync(_grace.Account.Id);
        await (await direct.SendAsync("hi")).Sent.SoonAsync();
        Assert.That(Refusal(() => _ada.Bots.CreateWebhookAsync(direct.Id, "x")), Is.EqualTo(ErrorCode.Forbidden));
        var made = await _ada.Bots.CreateWebhookAsync(group.Id, "real");
        var text = made.Address.ToString();
        foreach (var forged in new[] { text[..^1] + (text[^1] == 'A' ? 'B' : 'A'), text[..^4], text[..(text.LastIndexOf('/') + 1)] + "fch1.AAAA" })
            Assert.That(await StatusAsync(new Uri(forged), "let me in"), Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await StatusAsync(made.Address, "   "), Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await StatusAsync(made.Address, new string('x', 9_000)), Is.EqualTo(HttpStatusCode.BadRequest));
    }

    [Test]
    public async Task A_webhook_is_limited_and_goes_with_its_conversation()
    {
        var group = await _ada.CreateGroupAsync("Chatty", []);
        var made = await _ada.Bots.CreateWebhookAsync(group.Id, "flood");
        for (var i = 0; i < 3; i++)
            await PostAsync(made.Address, $"{i}");
        using var refused = await _world.Server.Http.PostAsJsonAsync(made.Address, new { text = "one more" });
        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.TooManyRequests));
        Assert.That(refused.Headers.RetryAfter, Is.Not.Null);
        for (var i = 1; i < 10; i++)
            await _ada.Bots.CreateWebhookAsync(group.Id, $"number {i}");
        Assert.That(Refusal(() => _ada.Bots.CreateWebhookAsync(group.Id, "one more")), Is.EqualTo(ErrorCode.LimitReached));

        await group.DeleteConversationAsync();
        Assert.That(await StatusAsync(made.Address, "anybody?"), Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task What_somebody_made_who_is_banned_then_lets_nobody_in_any_more()
    {
        var group = await _ada.CreateGroupAsync("Betrayed", [_grace.Account!.Id]);
        await group.SetRoleAsync(_grace.Account.Id, Role.Admin);
        var mine = await _ada.Bots.CreateWebhookAsync(group.Id, "Ada's");
        var hers = await _grace.Bots.CreateWebhookAsync(group.Id, "Grace's");
        await PostAsync(hers.Address, "as a friend");
        await _grace.LiveAsync();
        await _grace.GetConversation(group.Id).Group.CreateInviteAsync();
        var left = await group.Group.CreateInviteAsync();
        await group.Group.BanAsync(_grace.Account.Id);
        Assert.That(await StatusAsync(hers.Address, "as a foe"), Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((HasHandle(mine), HasHandle(hers)), Is.EqualTo((true, false)), "what it was called is free");
        await PostAsync(mine.Address, "as ever");
        Assert.That((await _ada.Bots.ReadWebhooksAsync(group.Id)).Select(webhook => webhook.Name), Is.EqualTo(new[] { "Ada's" }));
        Assert.That((await group.Group.ReadInvitesAsync()).Select(invite => invite.Id), Is.EqualTo(new[] { left.Id }));
    }

    [TestCase("leaves")]
    [TestCase("is removed")]
    [TestCase("is a member again")]
    [TestCase("is denied it")]
    [TestCase("is of a role that may not any more")]
    public async Task A_webhook_ends_when_who_made_it_can_no_longer(string maker)
    {
        var linus = await _world.RegisterAsync(System.FormattableString.Invariant($"linus{Interlocked.Increment(ref _people)}"));
        var group = await _ada.CreateGroupAsync("Changing", [linus.Account!.Id]);
        await group.SetRoleAsync(linus.Account.Id, Role.Admin);
        var mine = await _ada.Bots.CreateWebhookAsync(group.Id, "Ada's");
        var his = await linus.Bots.CreateWebhookAsync(group.Id, "Linus's");
        await PostAsync(his.Address, "while he may");
        await (maker switch
        {
            "leaves" => linus.GetConversation(group.Id).LeaveAsync(),
            "is removed" => group.RemoveMemberAsync(linus.Account.Id),
            "is a member again" => group.SetRoleAsync(linus.Account.Id, Role.Member),
            "is denied it" => group.Group.SetMemberPermissionsAsync(linus.Account.Id, GroupPermissions.None, GroupPermissions.ChangeRules),
            _ => group.Group.SetRolePermissionsAsync(Role.Admin, GroupPermissions.Send),
        });
        Assert.That((await _ada.Bots.ReadWebhooksAsync(group.Id)).Select(webhook => webhook.Name), Is.EqualTo(new[] { "Ada's" }));
        Assert.That(await StatusAsync(his.Address, "and later"), Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((HasHandle(mine), HasHandle(his)), Is.EqualTo((true, false)), "what it was called is free");
        await PostAsync(mine.Address, "as ever");

        // What has ended does not come back with the right.
        if (maker is "leaves" or "is removed") await group.AddMembersAsync([linus.Account.Id]);
        if (maker == "is denied it") await group.Group.SetMemberPermissionsAsync(linus.Account.Id, GroupPermissions.None, GroupPermissions.None);
        await group.SetRoleAsync(linus.Account.Id, Role.Admin);
        Assert.That(await StatusAsync(his.Address, "once more"), Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task A_webhook_of_somebody_who_had_left_before_that_ended_it_takes_no_message_either()
    {
        var group = await _ada.CreateGroupAsync("Old", []);
        var made = await _ada.Bots.CreateWebhookAsync(group.Id, "left behind");
        await PostAsync(made.Address, "while she was here");
        var services = _world.Server.Server.Services;
        var webhooks = services.GetRequiredService<ChatDatabase>().Annotations.Webhooks;
        var (id, record) = webhooks.ReadAll(group.Id).Single();
        var command = new WriteBesideCommand(group.Id, (batch, key) => webhooks.Put(batch, group.Id, id, record with { Creator = _grace.Account!.Id }, key));
        services.GetRequiredService<ShardRouter>().Route(command);
        await command.Completion;
        Assert.That(await StatusAsync(made.Address, "and long after"), Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task The_secret_of_an_address_is_kept_as_a_hash_and_never_logged()
    {
        var group = await _ada.CreateGroupAsync("Quiet", []);
        var made = await _ada.Bots.CreateWebhookAsync(group.Id, "silent");
        await PostAsync(made.Address, "psst");
        var token = made.Address.Segments[^1];
        Assert.That(token, Does.StartWith("fch1."));
        var database = _world.Server.Server.Services.GetRequiredService<ChatDatabase>();
        var record = database.Annotations.Webhooks.ReadAll(group.Id).Single().Record;
        Assert.That(record.Hash, Has.Length.EqualTo(32));
        Assert.That(DiskTraces.Of(_world.Server.Server.Options.DataDirectory).Hold(token), Is.False);
        Assert.That(_log.Entries, Is.Not.Empty);
        Assert.That(_log.Entries.Where(line => line.Contains(token, StringComparison.Ordinal)), Is.Empty);
    }

    private bool HasHandle(NewWebhook made)
    {
        var database = _world.Server.Server.Services.GetRequiredService<ChatDatabase>();
        return database.Handles.Read(database.Handles.KeyOf(database.Accounts.Read(made.About.Bot)!.Handle)) is not null;
    }

    private async Task PostAsync(Uri address, string text) => Assert.That(await StatusAsync(address, text), Is.EqualTo(HttpStatusCode.NoContent));

    private async Task<HttpStatusCode> StatusAsync(Uri address, string text)
    {
        using var answer = await _world.Server.Http.PostAsJsonAsync(address, new { text });
        return answer.StatusCode;
    }

    private static ErrorCode Refusal(Func<Task> act) => Assert.ThrowsAsync<ChatException>(() => act())!.Code;
}
