using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using FastChat.Protocol;
using FastChat.Tests.Support;
using FastChat.Tests.Support.Raw;

namespace FastChat.Tests.Server.Administration;

/// <summary>An account takes along everything that it has.</summary>
[TestFixture]
internal sealed class ExportTests
{
    [Test]
    public async Task The_archive_holds_what_the_account_may_read_and_nothing_of_others_also_across_a_restart()
    {
        var server = await DeletionWorld.ServerAsync();
        await using var world = await new DeletionWorld(server).MakeAsync();
        await AskAsync(server, world.Ada);
        await server.StopAsync();
        await server.StartAgainAsync();
        using var archive = await DownloadAsync(server, world.Ada);
        var profile = JsonNode.Parse(Text(archive, "profile.json"))!;
        Assert.That(((string)profile["email"]!, (string)profile["known_elsewhere"]![0]!["subject"]!), Is.EqualTo((DeletionWorld.Mail, DeletionWorld.Subject)));
        var bot = Lines(archive, "bots.ndjson").Single();
        Assert.That(((string)bot["handle"]!, (string)bot["tokens"]![0]!["name"]!), Is.EqualTo((DeletionWorld.BotHandle, DeletionWorld.TokenName)));
        var group = Lines(archive, "conversations.ndjson").Single(line => (string)line["conversation_id"]! == $"{world.Group}");
        Assert.That(((string)group["links_made"]![0]!["label"]!, (string)group["webhooks_made"]![0]!["name"]!), Is.EqualTo((DeletionWorld.Label, "builds")));
        Assert.That(Lines(archive, "join_requests.ndjson").Count(), Is.EqualTo(1));
        Assert.That(((string)profile["handle"]!, (string)profile["about"]!), Is.EqualTo((DeletionWorld.Handle, DeletionWorld.About)));
        Assert.That((string)Lines(archive, "devices.ndjson").Single()["name"]!, Is.EqualTo(DeletionWorld.DeviceName));
        Assert.That(
            Lines(archive, "conversations.ndjson").Select(line => (string)line["conversation_id"]!),
            Is.EquivalentTo(new[] { world.Direct, world.Group, world.Alone, world.Blocked }.Select(id => id.ToString())));
        var entries = Lines(archive, $"messages/{world.Group}.ndjson").ToList();
        Assert.That(entries.Select(line => (long)line["sequence"]!), Is.EqualTo(Enumerable.Range(1, entries.Count).Select(i => (long)i)));
        Assert.That(entries.Select(line => (string?)line["content"]?["text"]), Does.Contain(DeletionWorld.Said).And.Contain("and you?"));
        Assert.That(archive.GetEntry($"messages/{world.Former}.ndjson"), Is.Null, "what it has left it may not read");
        Assert.That(Text(archive, $"media/{world.Unshared}"), Is.EqualTo("a private picture"));
        Assert.That(Lines(archive, "media.ndjson").Select(line => (string)line["media_id"]!), Is.EquivalentTo(new[] { $"{world.Shared}", $"{world.Unshared}" }));
        Assert.That(Lines(archive, "people.ndjson").Select(line => (string)line["handle"]!), Is.EquivalentTo(new[] { DeletionWorld.Handle, "grace", "joan" }), "who wrote to her, and her contact");
        Assert.That((string)Lines(archive, "reports.ndjson").Single()["note"]!, Is.EqualTo(DeletionWorld.Note));
        Assert.That(Lines(archive, "scheduled.ndjson").ToList(), Has.Count.EqualTo(1));
        AssertPersonal(archive, world);
        var manifest = JsonNode.Parse(Text(archive, "manifest.json"))!;
        Assert.That(((int)manifest["version"]!, (int)manifest["conversations"]!, (int)manifest["media"]!), Is.EqualTo((1, 4, 2)));
        Assert.That(archive.Entries.Select(entry => Text(archive, entry.FullName)), Has.None.Contains("the former group"));
    }

    private static void AssertPersonal(ZipArchive archive, DeletionWorld world)
    {
        var rows = Lines(archive, "personal.ndjson").ToLookup(line => (string)line["kind"]!);
        Assert.That(
            rows.Select(row => row.Key), Is.EquivalentTo(new[] { "Settings", "Conversation", "Pinned", "Folders", "Draft", "Contact", "Blocked" }));
        Assert.That((string)rows["Settings"].Single()["last_seen"]!, Is.EqualTo("Contacts"));
        Assert.That((string)rows["Folders"].Single()["folders"]!["1"]!, Is.EqualTo(DeletionWorld.Folder));
        Assert.That(rows["Conversation"].Select(row => (string)row["conversation_id"]!), Is.EqualTo(new[] { $"{world.Direct}" }));
        Assert.That((string)rows["Pinned"].Single()["conversation_ids"]![0]!, Is.EqualTo($"{world.Direct}"));
        Assert.That((string)rows["Draft"].Single()["content"]!["text"]!, Is.EqualTo(DeletionWorld.Draft));
        var contact = rows["Contact"].Single();
        Assert.That(((string)contact["account_id"]!, (string)contact["name"]!), Is.EqualTo(($"{world.Joan.Account}", DeletionWorld.Nickname)));
        Assert.That((string)rows["Blocked"].Single()["account_id"]!, Is.EqualTo($"{world.Joan.Account}"));
        var upload = Lines(archive, "uploads.ndjson").Single();
        Assert.That(((string)upload["file_name"]!, (int)upload["size"]!), Is.EqualTo((DeletionWorld.UploadName, 1_000)));
        Assert.That((string)Lines(archive, "devices.ndjson").Single()["push"]!, Is.EqualTo("WebPush"));
        Assert.That(archive.Entries.Select(entry => Text(archive, entry.FullName)), Has.None.Contains(DeletionWorld.Endpoint), "who knows it can push");
    }

    [Test]
    public async Task A_newcomer_s_archive_begins_where_it_may_read()
    {
        await using var server = await TestServer.StartAsync();
        var (ada, grace) = (await server.RegisterAsync("ada"), await server.RegisterAsync("grace"));
        await using var client = await server.ConnectAsync(ada);
        var group = new IdSource(TimeProvider.System).NewId<ConversationId>();
        await client.RequestAsync(new ClientFrame { CreateGroup = new() { ConversationId = group.ToByteString(), Title = "g" } });
        await client.SendTextAsync(group, 1, "before you came");
        await client.RequestAsync(new ClientFrame { AddMembers = new() { ConversationId = group.ToByteString(), Accounts = { grace.Account.ToByteString() } } });
        await client.SendTextAsync(group, 2, "now you are here");
        await AskAsync(server, grace);
        using var archive = await DownloadAsync(server, grace);
        var texts = Lines(archive, $"messages/{group}.ndjson").Select(line => (string?)line["content"]?["text"]).ToList();
        Assert.That(texts, Does.Contain("now you are here").And.Not.Contain("before you came"));
    }

    [Test]
    public async Task The_archive_lies_sealed_on_the_disk_is_its_account_s_alone_and_expires()
    {
        var clock = new ShiftedClock();
        await using var server = await TestServer.StartAsync(time: clock);
        var (ada, grace) = (await server.RegisterAsync("ada"), await server.RegisterAsync("grace"));
        await AskAsync(server, ada);
        (await DownloadAsync(server, ada)).Dispose();
        var folder = Path.Combine(server.Server.Options.DataDirectory, "exports");
        var bytes = await File.ReadAllBytesAsync(Directory.EnumerateFiles(folder).Single());
        Assert.That(bytes.AsSpan().IndexOf("profile.json"u8), Is.Negative);
        using (var others = await server.Accounts.SendAsync(HttpMethod.Get, "v1/accounts/me/export/archive", grace.AccessToken))
            Assert.That(others.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));

        clock.Advance(TimeSpan.FromHours(73));
        ada = await server.Accounts.SignInAsync("ada");
        using (var expired = await server.Accounts.SendAsync(HttpMethod.Get, "v1/accounts/me/export/archive", ada.AccessToken))
            Assert.That(expired.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
        await server.StopAsync();
        await server.StartAgainAsync();
        await Conditions.Until(() => !Directory.EnumerateFiles(folder).Any());
    }

    [Test]
    public async Task An_operator_exports_by_command()
    {
        await using var server = await TestServer.StartAsync();
        await server.RegisterAsync("ada");
        var job = (string)JsonNode.Parse(await AdminCommandLine.RunAsync(server.Server.Options, "account", "export", "ada"))!["job_id"]!;
        JsonNode? state = null;
        await Conditions.UntilAsync(async () => (string?)(state = JsonNode.Parse(await AdminCommandLine.RunAsync(server.Server.Options, "job", job)))?["state"] == "done");
        var file = server.NewPath("ada.zip");
        await AdminCommandLine.RunAsync(server.Server.Options, "archive", job, file);
        using var archive = ZipFile.OpenRead(file);
        Assert.That(archive.GetEntry("profile.json"), Is.Not.Null);
    }

    private static async Task AskAsync(TestServer server, RawSession session)
    {
        using var answer = await server.Accounts.SendAsync(HttpMethod.Post, "v1/accounts/me/export", session.AccessToken);
        Assert.That((int)answer.StatusCode, Is.EqualTo(202), await answer.Content.ReadAsStringAsync());
    }

    private static async Task<ZipArchive> DownloadAsync(TestServer server, RawSession session)
    {
        byte[]? bytes = null;
        await Conditions.UntilAsync(async () =>
        {
            using var answer = await server.Accounts.SendAsync(HttpMethod.Get, "v1/accounts/me/export/archive", session.AccessToken);
            bytes = answer.IsSuccessStatusCode ? await answer.Content.ReadAsByteArrayAsync() : null;
            return bytes is not null;
        });
        return new ZipArchive(new MemoryStream(bytes!));
    }

    private static string Text(ZipArchive archive, string name)
    {
        using var reader = new StreamReader(archive.GetEntry(name)!.Open(), Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private static IEnumerable<JsonNode> Lines(ZipArchive archive, string name) =>
        Text(archive, name).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!);
}
