using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using FastChat.Protocol;
using FastChat.Tests.Server.Administration;
using FastChat.Tests.Support.Raw;

namespace FastChat.Tests.Server.Handlers;

/// <summary>What was scheduled by somebody who must not act any more once it is due.</summary>
[TestFixture]
internal sealed class ScheduledStandingTests : GroupWorld
{
    [Test]
    public async Task What_a_disabled_account_has_scheduled_is_dropped_when_it_is_due()
    {
        var group = await GroupAsync();
        await ScheduleAsync(Graces, group, "hers", TimeSpan.FromMinutes(1));
        await AdminCommandLine.RunAsync(Server.Server.Options, "account", "disable", "grace", "spam");
        await OnlyTheLastIsSentAsync(group);
    }

    [TestCase("v1/bots/{0}")]
    [TestCase(null)]
    public async Task What_a_bot_has_scheduled_is_dropped_when_it_was_ended_or_its_owner_disabled(string? ending)
    {
        var (group, bot, _) = await ScheduleByBotAsync();
        if (ending is null)
        {
            await AdminCommandLine.RunAsync(Server.Server.Options, "account", "disable", "grace", "spam");
        }
        else
        {
            await DeleteAsync(string.Format(CultureInfo.InvariantCulture, ending, bot));
        }

        await OnlyTheLastIsSentAsync(group);
    }

    [Test]
    public async Task What_a_bot_has_scheduled_is_sent_though_its_token_was_revoked()
    {
        var (group, bot, token) = await ScheduleByBotAsync();
        await DeleteAsync($"v1/bots/{bot}/tokens/{token}");
        Assert.That(await SentAsync(group), Is.EqualTo(new[] { "beep", "the last" }));
    }

    /// <summary>Grace's bot has a message to be sent in a minute.</summary>
    private async Task<(ConversationId Group, string Bot, string Token)> ScheduleByBotAsync()
    {
        var bot = (await PostAsync("v1/bots", Grace, new { handle = "robot" })).GetProperty("account_id").GetString()!;
        var made = await PostAsync($"v1/bots/{bot}/tokens", Grace, new { name = "x", scopes = new[] { "send" } });
        var token = made.GetProperty("token").GetString();
        var session = (await PostAsync("v1/sessions/bot", null, new { token, device_name = "x" })).Deserialize<RawSession>()!;
        var group = await CreateAsync(ConversationKind.Group, session, Linus);
        await using var robot = await Server.ConnectAsync(session);
        await ScheduleAsync(robot, group, "beep", TimeSpan.FromMinutes(1));
        return (group, bot, made.GetProperty("token_id").GetString()!);
    }

    private async Task OnlyTheLastIsSentAsync(ConversationId group) =>
        Assert.That(await SentAsync(group), Is.EqualTo(new[] { "the last" }));

    /// <summary>
    /// What stands in the group after all that was due. A server that starts looks for it at once; what is due when it has started is sent
    /// after that, and its event says so to a device that is not its sender's.
    /// </summary>
    private async Task<string[]> SentAsync(ConversationId group)
    {
        Clock.Advance(TimeSpan.FromMinutes(3));
        await DisconnectAsync();
        await Server.StopAsync();
        await Server.StartAgainAsync();
        await using var adas = await Server.ConnectAsync(Ada);
        await using var linuses = await Server.ConnectAsync(Linus);
        await ScheduleAsync(linuses, group, "the last", TimeSpan.Zero);
        await adas.NextEventAsync(frame => frame.Block?.Entries.Any(IsLast) == true);
        return await TextsAsync(adas, group);
    }

    private async Task ScheduleAsync(RawClient client, ConversationId group, string text, TimeSpan later) => await AskAsync(client, new ClientFrame
    {
        ScheduleSend = new() { ConversationId = group.ToByteString(), Entry = RawEntries.Text(text), DueMs = Now + (long)later.TotalMilliseconds },
    });

    private static bool IsLast(Entry entry) =>
        entry.Kind == EntryKind.Message && MessageContent.Parser.ParseFrom(entry.Content).Text == "the last";

    private static async Task<string[]> TextsAsync(RawClient client, ConversationId group) =>
    [
        .. (await HistoryAsync(client, group)).Blocks.SelectMany(block => block.Entries)
            .Where(entry => entry.Kind == EntryKind.Message).Select(entry => MessageContent.Parser.ParseFrom(entry.Content).Text),
    ];

    private async Task<JsonElement> PostAsync(string path, RawSession? session, object body)
    {
        using var answer = await Server.Accounts.SendAsync(HttpMethod.Post, path, session?.AccessToken, JsonContent.Create(body));
        Assert.That(answer.IsSuccessStatusCode, path);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private async Task DeleteAsync(string path)
    {
        using var answer = await Server.Accounts.SendAsync(HttpMethod.Delete, path, Grace.AccessToken);
        Assert.That(answer.IsSuccessStatusCode, path);
    }
}
