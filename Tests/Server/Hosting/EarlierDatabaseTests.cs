using System.IO.Compression;
using FastChat.Protocol;
using FastChat.Server.Hosting;
using FastChat.Storage;
using FastChat.Tests.Support;
using FastChat.Tests.Support.Raw;
using Microsoft.Extensions.DependencyInjection;

namespace FastChat.Tests.Server.Hosting;

/// <summary>A database that an earlier version wrote, with fewer column families, opens, verifies and goes on.</summary>
[TestFixture]
internal sealed class EarlierDatabaseTests
{
    private string _directory = null!;

    [SetUp]
    public void MakeDirectory() => _directory = Directory.CreateTempSubdirectory("fastchat-earlier-").FullName;

    [TearDown]
    public void Remove() => Directory.Delete(_directory, recursive: true);

    [Test]
    public async Task An_account_of_an_earlier_version_signs_in_and_is_a_person()
    {
        var options = Unpack(ServerOptions.Ephemeral(), "database-2026-11");
        for (var again = 0; again < 2; again++)
        {
            await using var server = await FastChatServer.StartAsync(options);
            using var http = new HttpClient { BaseAddress = server.HttpAddress };
            var accounts = new RawAccounts(http);
            var ada = await accounts.SignInAsync("ada");
            using var profile = await accounts.SendAsync(HttpMethod.Get, "v1/accounts/me", ada.AccessToken);
            Assert.That(await profile.Content.ReadAsStringAsync(), Does.Contain("\"handle\":\"ada\"").And.Contains("\"kind\":\"person\""));
            Assert.That(server.Services.GetRequiredService<ChatDatabase>().Verify().Problems, Is.Empty);
        }
    }

    /// <summary>Ada owns a group, Grace is an admin and Linus a member of it; there are five messages, and Ada keeps a contact.</summary>
    [Test]
    public async Task A_group_of_a_version_without_permissions_keeps_its_roles_and_takes_the_new_rules()
    {
        await using var server = await TestServer.StartAsync(options => Unpack(options, "database-without-permissions"));
        var group = ConversationId.None;
        const Permission OfMember = Permission.Send | Permission.SendMedia | Permission.React | Permission.MentionEveryone | Permission.ListMembers;
        var sessions = await SignInAsync(server);
        await using (var ada = await server.ConnectAsync(sessions[0]))
        await using (var grace = await server.ConnectAsync(sessions[1]))
        await using (var linus = await server.ConnectAsync(sessions[2]))
        {
            var state = (await AskAsync(linus, new ClientFrame { Sync = new() })).SyncPage.Conversations.Single();
            Assert.That(ConversationId.TryRead(state.ConversationId.Span, out group));
            Assert.That((state.Title, state.MyRole, state.MemberCount), Is.EqualTo(("Engines", Role.Member, 3u)));
            Assert.That((Permission)state.Group.MyPermissions, Is.EqualTo(OfMember));
            var history = (await AskAsync(linus, new ClientFrame { FetchHistory = new() { ConversationId = group.ToByteString(), Limit = 100 } })).HistoryPage;
            var messages = history.Blocks.SelectMany(block => block.Entries).Where(entry => entry.Kind == EntryKind.Message);
            Assert.That(
                messages.Select(entry => MessageContent.Parser.ParseFrom(entry.Content).Text),
                Is.EqualTo(Enumerable.Range(1, 5).Select(i => $"message {i}")));
            var kept = (await AskAsync(ada, new ClientFrame { FetchPersonal = new() })).PersonalPage.Rows;
            Assert.That(kept.Select(row => row.Contact?.Name), Has.Some.EqualTo("Amazing Grace"));

            await AskAsync(grace, new ClientFrame { UpdateConversation = new() { ConversationId = group.ToByteString(), SlowModeSeconds = 60 } });
            var until = TimeProvider.System.GetUtcNow().AddHours(1).ToUnixTimeMilliseconds();
            await AskAsync(ada, new ClientFrame { MuteMember = new() { ConversationId = group.ToByteString(), Account = sessions[2].Account.ToByteString(), UntilMs = until } });
        }

        await server.StopAsync();
        await server.StartAgainAsync();
        await using var again = await server.ConnectAsync(sessions[2]);
        Assert.That((await again.SendTextAsync(group, 1, "may I?")).Code, Is.EqualTo(Code.Muted));
        Assert.That(server.Server.Services.GetRequiredService<ChatDatabase>().Verify().Problems, Is.Empty);
    }

    private static Task<RawSession[]> SignInAsync(TestServer server) =>
        Task.WhenAll(new[] { "ada", "grace", "linus" }.Select(handle => server.Accounts.SignInAsync(handle)));

    private static async Task<ServerFrame> AskAsync(RawClient client, ClientFrame request)
    {
        var answer = await client.RequestAsync(request);
        Assert.That(answer.Error, Is.Null, $"{request.RequestCase}");
        return answer;
    }

    private ServerOptions Unpack(ServerOptions options, string database)
    {
        ZipFile.ExtractToDirectory(Repository.PathOf($"Tests/Storage/Golden/{database}.zip"), _directory);
        return options with { DataDirectory = Path.Combine(_directory, "data"), KeyFile = Path.Combine(_directory, "key") };
    }
}
