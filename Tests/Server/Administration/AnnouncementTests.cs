using System.Text.Json.Nodes;
using FastChat.Protocol;
using FastChat.Protocol.Codec;
using FastChat.Server.Administration;
using FastChat.Storage;
using FastChat.Storage.Administration;
using FastChat.Tests.Support;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;

namespace FastChat.Tests.Server.Administration;

/// <summary>Messages of the server's own, and what administrators see of conversations.</summary>
[TestFixture]
internal sealed class AnnouncementTests
{
    [Test]
    public async Task An_announcement_reaches_every_account_once_also_when_its_job_begins_again()
    {
        await using var server = await TestServer.StartAsync();
        var accounts = new List<AccountId>();
        for (var i = 0; i < 5; i++) accounts.Add((await server.RegisterAsync($"account{i}")).Account);
        var job = JsonNode.Parse(await AdminCommandLine.RunAsync(server.Server.Options, "announce", "we move house"))!;
        var id = JobId.TryParse((string)job["job_id"]!, out var parsed) ? parsed : throw new FormatException();
        await Conditions.Until(() => Database(server).Administration.Jobs.Read(id)!.State == JobState.Done);
        var sender = await server.Server.Services.GetRequiredService<ServerAccount>().EnsureAsync();
        Assert.That(accounts.Select(account => Count(server, sender, account)), Is.All.EqualTo(1));

        // As after a crash that lost the job's last step.
        await server.StopAsync();
        await server.StartAgainAsync();
        var work = server.Server.Services.GetServices<IJobWork>().Single(work => work.Kind == JobKind.Announcement);
        var again = Database(server).Administration.Jobs.Read(id)! with { State = JobState.Waiting, Arguments = new MessageContent { Text = "we move house" }.ToByteArray() };
        await work.RunAsync(id, again, CancellationToken.None);
        Assert.That(accounts.Select(account => Count(server, sender, account)), Is.All.EqualTo(1));
        Assert.That(Database(server).Verify().Problems, Is.Empty);
    }

    [Test]
    public async Task One_account_alone_can_be_told_and_nobody_can_be_called_like_the_server()
    {
        await using var server = await TestServer.StartAsync();
        var (ada, grace) = (await server.RegisterAsync("ada"), await server.RegisterAsync("grace"));
        Assert.ThrowsAsync<InvalidOperationException>(() => server.RegisterAsync("server"));
        await AdminCommandLine.RunAsync(server.Server.Options, "announce", "only you", "ada");
        var sender = await server.Server.Services.GetRequiredService<ServerAccount>().EnsureAsync();
        await Conditions.Until(() => Count(server, sender, ada.Account) == 1);
        Assert.That(Count(server, sender, grace.Account), Is.Zero);
        Assert.ThrowsAsync<InvalidOperationException>(() => server.RegisterAsync("server"));
    }

    [Test]
    public async Task Conversations_are_shown_with_their_members_and_destroyed()
    {
        await using var server = await TestServer.StartAsync();
        var (ada, grace) = (await server.RegisterAsync("ada"), await server.RegisterAsync("grace"));
        await using var client = await server.ConnectAsync(ada);
        await client.RequestAsync(new ClientFrame { CreateDirect = new() { AccountId = grace.Account.ToByteString() } });
        var id = DirectConversation.Id(ada.Account, grace.Account, Encryption.None);
        await client.SendTextAsync(id, 1, "between us");
        var shown = await AdminCommandLine.RunAsync(server.Server.Options, "conversation", id.ToString());
        Assert.That(((int)JsonNode.Parse(shown)!["members"]!, (int)JsonNode.Parse(shown)!["entries"]!), Is.EqualTo((2, 2)));
        Assert.That(shown, Does.Not.Contain("between us"));
        var members = await AdminCommandLine.RunAsync(server.Server.Options, "members", id.ToString());
        Assert.That(JsonNode.Parse(members)!["members"]!.AsArray().Select(member => (string)member!["handle"]!), Is.EquivalentTo(new[] { "ada", "grace" }));
        await AdminCommandLine.RunAsync(server.Server.Options, "conversation", "delete", id.ToString());
        var gone = await client.RequestAsync(new ClientFrame { FetchConversation = new() { ConversationId = id.ToByteString() } });
        Assert.That(gone.Error.Code, Is.EqualTo(Code.NotFound));
    }

    private static ChatDatabase Database(TestServer server) => server.Server.Services.GetRequiredService<ChatDatabase>();

    private static int Count(TestServer server, AccountId sender, AccountId account)
    {
        var count = 0;
        Database(server).Blocks.ReadForward(DirectConversation.Id(sender, account, Encryption.None), 1, (_, bytes) =>
        {
            BlockReader.TryOpen(bytes, out var reader);
            while (reader.TryRead(out var entry)) count += entry.Kind == EntryKind.Message ? 1 : 0;
            return true;
        });
        return count;
    }
}
