using FastChat.Protocol;
using FastChat.Server.Routing;
using FastChat.Tests.Support;
using FastChat.Tests.Support.Raw;
using Microsoft.Extensions.DependencyInjection;

namespace FastChat.Tests.Server.Accounts;

[TestFixture]
internal sealed class NotificationRuleTests
{
    [Test]
    public async Task The_server_knows_what_an_account_wants_to_be_notified_of()
    {
        await using var server = await TestServer.StartAsync();
        var (session, other) = (await server.RegisterAsync("zora"), await server.RegisterAsync("other"));
        await using var client = await server.ConnectAsync(session);
        var rules = server.Server.Services.GetRequiredService<INotificationRules>();
        var created = await AskAsync(client, new ClientFrame { CreateDirect = new CreateDirect { AccountId = other.Account.ToByteString() } });
        Assert.That(ConversationId.TryRead(created.Conversation.ConversationId.Span, out var id));
        Assert.That(rules.Read(session.Account, id), Is.EqualTo(NotificationRule.Everything));

        await AskAsync(client, new ClientFrame { SetAccountSettings = new SetAccountSettings { Level = NotificationLevel.Mentions } });
        var rule = rules.Read(session.Account, id);
        Assert.That((rule.Allows(mentionsAccount: false, nowMs: 1), rule.Allows(mentionsAccount: true, nowMs: 1)), Is.EqualTo((false, true)));

        var own = new SetConversationPreferences { ConversationId = id.ToByteString(), Level = NotificationLevel.All, MutedUntilMs = 1_000 };
        await AskAsync(client, new ClientFrame { SetConversationPreferences = own });
        rule = rules.Read(session.Account, id);
        Assert.That((rule.Allows(mentionsAccount: true, nowMs: 999), rule.Allows(mentionsAccount: false, nowMs: 1_000)), Is.EqualTo((false, true)));

        await AskAsync(client, new ClientFrame { SetBlocked = new SetBlocked { Account = other.Account.ToByteString(), Blocked = true } });
        Assert.That((rules.HasBlocked(session.Account, other.Account), rules.HasBlocked(other.Account, session.Account)), Is.EqualTo((true, false)));
    }

    private static async Task<ServerFrame> AskAsync(RawClient client, ClientFrame request)
    {
        var answer = await client.RequestAsync(request);
        Assert.That(answer.Error, Is.Null);
        return answer;
    }
}
