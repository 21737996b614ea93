using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using FastChat.Protocol;
using FastChat.Server.Handlers;
using FastChat.Server.Hosting;
using FastChat.Storage;
using FastChat.Tests.Server.Administration;
using FastChat.Tests.Support;
using FastChat.Tests.Support.Raw;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;

namespace FastChat.Tests.Server.Handlers;

/// <summary>Groups keep an owner who can act: guests and bots do not become owners, and what they own passes on when they end.</summary>
[TestFixture]
internal sealed class OwnershipTests : GroupWorld
{
    private ChatDatabase Database => Server.Server.Services.GetRequiredService<ChatDatabase>();

    protected override ServerOptions Configure(ServerOptions options) => options with { GuestDays = 10 };

    [Test]
    public async Task Nobody_makes_a_guest_or_a_bot_the_owner()
    {
        var (guest, (bot, _)) = (await NewGuestAsync(), await NewBotAsync());
        var group = await CreateAsync(ConversationKind.Group, Grace, guest, bot);
        foreach (var other in new[] { guest, bot })
        {
            await AskAsync(Adas, Promote(group, other, Role.Admin));
            Assert.That(await RefusedAsync(Adas, Promote(group, other, Role.Owner)), Is.EqualTo(Code.CannotOwn));
            Assert.That(await RefusedAsync(Graces, Promote(group, other, Role.Owner)), Is.EqualTo(Code.Forbidden), "who may not hand over is told that");
            var failed = await CommandRunner.RunAsync(
                ["admin", "conversation", "owner", $"{group}", other.AccountText, "--DataDirectory", Server.Server.Options.DataDirectory], TextWriter.Null, TextWriter.Null);
            Assert.That(failed, Is.EqualTo(CommandRunner.Failed));
        }

        Assert.That(RoleOf(group, Ada), Is.EqualTo(Role.Owner));
        await AskAsync(Adas, Promote(group, Grace, Role.Owner));
        Assert.That(RoleOf(group, Grace), Is.EqualTo(Role.Owner));
    }

    [Test]
    public async Task What_a_guest_owns_passes_to_a_person_when_its_time_is_over_and_its_webhooks_end()
    {
        var (guest, (bot, _)) = (await NewGuestAsync(), await NewBotAsync());
        ConversationId group, own, channel;
        await using (var guests = await Server.ConnectAsync(guest))
        {
            (group, own) = (await CreateAsync(guests, ConversationKind.Group, bot, Grace, Linus), await CreateAsync(guests, ConversationKind.Group));
            channel = await CreateAsync(guests, ConversationKind.Channel, Mary);
            await AskAsync(guests, Promote(group, bot, Role.Admin));
            await AskAsync(guests, Promote(group, Linus, Role.Moderator));
            await AskAsync(guests, new ClientFrame { CreateWebhook = new() { ConversationId = group.ToByteString(), Name = "its" } });
            await SayAsync(guests, group, "what it wrote stays");
        }

        Clock.Advance(TimeSpan.FromDays(11));
        await Server.Server.Services.GetRequiredService<TimerRunner>().RunDueAsync();
        Assert.That(RoleOf(group, Linus), Is.EqualTo(Role.Owner), "the person with the highest role");
        Assert.That((RoleOf(group, bot), RoleOf(group, Grace), RoleOf(group, guest)), Is.EqualTo((Role.Admin, Role.Member, Role.Unspecified)));
        Assert.That(Database.Annotations.Webhooks.ReadAll(group), Is.Empty);
        Assert.That(Database.Conversations.ReadRecord(own), Is.Null, "nobody was left in it");
        Assert.That((RoleOf(channel, Mary), RoleOf(channel, guest)), Is.EqualTo((Role.Member, Role.Unspecified)), "readers do not become a channel's voice");

        await using var linuses = await Server.ConnectAsync(await Server.Accounts.SignInAsync("linus"));
        Assert.That(RawText(await HistoryAsync(linuses, group)), Does.Contain("what it wrote stays"));
        await AskAsync(linuses, Remove(group, bot));
    }

    [Test]
    public async Task A_channel_of_an_ended_guest_is_silent_and_is_destroyed_when_the_last_reader_leaves()
    {
        var guest = await NewGuestAsync();
        ConversationId channel;
        string token;
        await using (var guests = await Server.ConnectAsync(guest))
        {
            channel = await CreateAsync(guests, ConversationKind.Channel, Mary, Linus);
            token = (await AskAsync(guests, new ClientFrame { CreateWebhook = new() { ConversationId = channel.ToByteString(), Name = "its" } })).WebhookCreated.Token;
            using var posted = await Server.Http.PostAsJsonAsync($"v1/hooks/{token}", new { text = "while it is there" });
            Assert.That(posted.IsSuccessStatusCode);
        }

        Clock.Advance(TimeSpan.FromDays(11));
        await Server.Server.Services.GetRequiredService<TimerRunner>().RunDueAsync();
        using var refused = await Server.Http.PostAsJsonAsync($"v1/hooks/{token}", new { text = "when it is gone" });
        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(Database.Conversations.ReadRecord(channel)!.MemberCount, Is.EqualTo(2));

        foreach (var reader in new[] { "linus", "mary" })
        {
            await using var client = await Server.ConnectAsync(await Server.Accounts.SignInAsync(reader));
            await AskAsync(client, Leave(channel));
        }

        Assert.That(Database.Conversations.ReadRecord(channel), Is.Null);
    }

    [Test]
    public async Task Who_joins_while_a_group_loses_its_last_member_has_it_then()
    {
        var (guest, other) = (await NewGuestAsync(), await NewGuestAsync());
        ConversationId group;
        ByteString link;
        await using (var guests = await Server.ConnectAsync(guest))
        {
            group = await CreateAsync(guests, ConversationKind.Group, other);
            link = (await InviteAsync(guests, group)).Link;
        }

        // The others were read, and are asked whether their time is over: that is when Mary joins.
        var joins = new Lazy<ServerFrame>(() => AskAsync(Marys, Join(link)).GetAwaiter().GetResult());
        var clock = new ToldClock(TimeSpan.FromDays(11), () => _ = joins.Value);
        var services = Server.Server.Services;
        var departures = ActivatorUtilities.CreateInstance<GroupDepartures>(services, ActivatorUtilities.CreateInstance<Succession>(services, clock));
        await departures.LeaveGroupsAsync(guest.Account);
        Assert.That(joins.IsValueCreated);
        Assert.That((RoleOf(group, Mary), RoleOf(group, guest)), Is.EqualTo((Role.Owner, Role.Unspecified)));
    }

    [Test]
    public async Task A_group_of_nobody_who_will_be_back_is_destroyed()
    {
        var (first, second) = (await NewGuestAsync(), await NewGuestAsync());
        await using (var guests = await Server.ConnectAsync(first))
        {
            await CreateAsync(guests, ConversationKind.Group, second);
        }

        Clock.Advance(TimeSpan.FromDays(11));
        await Server.Server.Services.GetRequiredService<TimerRunner>().RunDueAsync();
        Assert.That(Database.Conversations.ReadIds(ConversationId.None, 10), Is.Empty);
    }

    [Test]
    public async Task A_bot_that_is_ended_leaves_its_groups_and_what_it_owns_passes_on()
    {
        var (bot, token) = await NewBotAsync();
        ConversationId group;
        using (var answer = await Server.Accounts.SendAsync(HttpMethod.Post, "v1/sessions/bot", null, JsonContent.Create(new { token, device_name = "robot" })))
        await using (var bots = await Server.ConnectAsync((await answer.Content.ReadFromJsonAsync<RawSession>())!))
        {
            group = await CreateAsync(bots, ConversationKind.Group, Grace);
        }

        var other = await CreateAsync(ConversationKind.Group, bot);
        using var ended = await Server.Accounts.SendAsync(HttpMethod.Delete, $"v1/bots/{bot.AccountText}", Ada.AccessToken);
        Assert.That(ended.IsSuccessStatusCode);
        Assert.That((RoleOf(group, Grace), RoleOf(group, bot), RoleOf(other, bot)), Is.EqualTo((Role.Owner, Role.Unspecified, Role.Unspecified)));
    }

    [Test]
    public async Task A_person_follows_a_deleted_owner_before_a_bot_of_a_higher_role()
    {
        var (bot, _) = await NewBotAsync(Mary);
        var group = await CreateAsync(ConversationKind.Group, bot, Grace);
        var onlyBots = await CreateAsync(ConversationKind.Group, bot);
        await AskAsync(Adas, Promote(group, bot, Role.Admin));
        await AdminCommandLine.RunAsync(Server.Server.Options, "account", "delete", "ada", "keep", "0");
        await Conditions.Until(() => Database.Accounts.Read(Ada.Account) is null);
        Assert.That((RoleOf(group, Grace), RoleOf(group, bot), RoleOf(onlyBots, bot)), Is.EqualTo((Role.Owner, Role.Admin, Role.Owner)));
    }

    private Role RoleOf(ConversationId conversation, RawSession who) => Database.Members.Read(conversation, who.Account)?.Role ?? Role.Unspecified;

    private static IEnumerable<string> RawText(HistoryPage page) => page.Blocks.SelectMany(block => block.Entries)
        .Where(entry => entry.Kind == EntryKind.Message).Select(entry => MessageContent.Parser.ParseFrom(entry.Content).Text);

    private async Task<RawSession> NewGuestAsync()
    {
        using var answer = await Server.Accounts.SendAsync(HttpMethod.Post, "v1/accounts/guests", null, JsonContent.Create(new { device_name = "phone" }));
        return (await answer.Content.ReadFromJsonAsync<RawSession>())!;
    }

    /// <summary>A bot of Ada's, or of somebody else's, and a token of it.</summary>
    private async Task<(RawSession Bot, string Token)> NewBotAsync(RawSession? owner = null)
    {
        var access = (owner ?? Ada).AccessToken;
        using var made = await Server.Accounts.SendAsync(HttpMethod.Post, "v1/bots", access, JsonContent.Create(new { handle = "robbie" }));
        var account = (string)JsonNode.Parse(await made.Content.ReadAsStringAsync())!["account_id"]!;
        using var token = await Server.Accounts.SendAsync(
            HttpMethod.Post, $"v1/bots/{account}/tokens", access, JsonContent.Create(new { name = "ci", scopes = new[] { "send", "groups" } }));
        return (new RawSession(account, "", "robbie", "", 0, "", 0), (string)JsonNode.Parse(await token.Content.ReadAsStringAsync())!["token"]!);
    }
}
