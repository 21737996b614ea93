using System.Text.Json.Nodes;
using FastChat.Protocol;
using FastChat.Server.Hosting;
using FastChat.Tests.Support;
using FastChat.Tests.Support.Raw;

namespace FastChat.Tests.Server.Administration;

/// <summary>Members report, administrators read and resolve.</summary>
[TestFixture]
internal sealed class ReportTests
{
    [Test]
    public async Task A_report_keeps_what_was_said_when_it_was_made_and_is_resolved_also_after_a_restart()
    {
        await using var server = await TestServer.StartAsync();
        var (ada, grace, conversation, sequence) = await SaidAsync(server, "first words");
        await using (var sender = await server.ConnectAsync(ada))
        {
            await sender.SendAsync(conversation, 2, RawEntries.Edit(sequence, "worse words"));
            await using var reporter = await server.ConnectAsync(grace);
            Assert.That(await ReportAsync(reporter, conversation, sequence), Is.EqualTo(Code.Unspecified));
            await sender.SendAsync(conversation, 3, RawEntries.Delete(sequence));
        }

        await server.StopAsync();
        await server.StartAgainAsync();
        var id = (string)(await ListAsync(server))[0]!["report_id"]!;
        var shown = JsonNode.Parse(await AdminCommandLine.RunAsync(server.Server.Options, "report", "show", id))!;
        Assert.That((string)shown["content"]!, Does.Contain("worse words"));
        Assert.That(((string)shown["sender_id"]!, (string)shown["reporter_id"]!), Is.EqualTo((ada.AccountText, grace.AccountText)));
        await AdminCommandLine.RunAsync(server.Server.Options, "report", "resolve", id, "warned");
        Assert.That(await ListAsync(server), Is.Empty);
        var resolved = (await ListAsync(server, "resolved"))[0]!;
        Assert.That(((string)resolved["resolution"]!, (string)resolved["resolved_by"]!), Is.EqualTo(("warned", "operator")));
    }

    [Test]
    public async Task A_reported_message_is_removed_for_everybody_by_an_administrator()
    {
        await using var server = await TestServer.StartAsync();
        var (ada, grace, conversation, sequence) = await SaidAsync(server, "nobody should read this");
        await using var reader = await server.ConnectAsync(grace);
        Assert.That(await ReportAsync(reader, conversation, sequence), Is.EqualTo(Code.Unspecified));
        var report = (await ListAsync(server))[0]!;
        await AdminCommandLine.RunAsync(server.Server.Options, "message", "remove", (string)report["conversation_id"]!, $"{(long)report["sequence"]!}");
        await AdminCommandLine.RunAsync(server.Server.Options, "message", "remove", (string)report["conversation_id"]!, $"{(long)report["sequence"]!}");

        IReadOnlyList<Entry> log = [];
        await Conditions.UntilAsync(async () =>
        {
            var answer = await reader.RequestAsync(new ClientFrame { FetchHistory = new() { ConversationId = conversation.ToByteString() } });
            log = [.. answer.HistoryPage.Blocks.SelectMany(block => block.Entries)];
            return (log[(int)sequence - 1].Flags & (uint)EntryFlag.Removed) != 0;
        });
        Assert.That(log[(int)sequence - 1].Content, Is.Empty);
        var deletion = log.Single(entry => entry.Kind == EntryKind.Delete);
        Assert.That((deletion.TargetSequence, deletion.SenderAccount.Length), Is.EqualTo((sequence, 0)), "once, and in nobody's name");
        var audited = JsonNode.Parse(await AdminCommandLine.RunAsync(server.Server.Options, "audit"))!["rows"]!.AsArray()
            .Where(record => (string)record!["action"]! == "message.remove").ToList();
        Assert.That(audited.Select(record => (string)record!["target"]!), Is.All.EqualTo($"{conversation} {sequence}").And.Exactly(2).Items);
        var exit = await CommandRunner.RunAsync(
            ["admin", "message", "remove", conversation.ToString(), "1", "--DataDirectory", server.Server.Options.DataDirectory], TextWriter.Null, TextWriter.Null);
        Assert.That(exit, Is.EqualTo(CommandRunner.Failed), "that is no message");
    }

    [Test]
    public async Task A_policy_that_keeps_no_content_keeps_none()
    {
        await using var server = await TestServer.StartAsync(options => options with { ReportedContentKept = false });
        var (_, grace, conversation, sequence) = await SaidAsync(server, "these words");
        await using var reporter = await server.ConnectAsync(grace);
        Assert.That(await ReportAsync(reporter, conversation, sequence), Is.EqualTo(Code.Unspecified));
        var id = (string)(await ListAsync(server))[0]!["report_id"]!;
        Assert.That(await AdminCommandLine.RunAsync(server.Server.Options, "report", "show", id), Does.Not.Contain("these words"));
    }

    [Test]
    public async Task Reports_are_limited_and_only_of_messages_that_one_may_read()
    {
        await using var server = await TestServer.StartAsync(options => options with { ReportsPerAccountHour = 2 });
        var (_, grace, conversation, sequence) = await SaidAsync(server, "words");
        await using var reporter = await server.ConnectAsync(grace);
        await using var stranger = await server.ConnectAsync(await server.RegisterAsync("joan"));
        Assert.That(await ReportAsync(stranger, conversation, sequence), Is.EqualTo(Code.NotFound));
        Assert.That(await ReportAsync(reporter, conversation, 1), Is.EqualTo(Code.TargetNotFound), "no message");
        Assert.That(await ReportAsync(reporter, conversation, sequence), Is.EqualTo(Code.Unspecified));
        Assert.That(await ReportAsync(reporter, conversation, sequence), Is.EqualTo(Code.Unspecified));
        var refused = await reporter.RequestAsync(Request(conversation, sequence));
        Assert.That((refused.Error.Code, refused.Error.RetryAfterMs > 0), Is.EqualTo((Code.RateLimited, true)));
    }

    private static async Task<(RawSession Ada, RawSession Grace, ConversationId Conversation, ulong Sequence)> SaidAsync(TestServer server, string text)
    {
        var (ada, grace) = (await server.RegisterAsync("ada"), await server.RegisterAsync("grace"));
        await using var client = await server.ConnectAsync(ada);
        await client.RequestAsync(new ClientFrame { CreateDirect = new() { AccountId = grace.Account.ToByteString() } });
        var conversation = DirectConversation.Id(ada.Account, grace.Account, Encryption.None);
        return (ada, grace, conversation, (await client.SendTextAsync(conversation, 1, text)).Sequence);
    }

    private static async Task<Code> ReportAsync(RawClient client, ConversationId conversation, ulong sequence) =>
        (await client.RequestAsync(Request(conversation, sequence))).Error?.Code ?? Code.Unspecified;

    private static ClientFrame Request(ConversationId conversation, ulong sequence) => new()
    {
        ReportMessage = new() { ConversationId = conversation.ToByteString(), Sequence = sequence, Category = ReportCategory.Harassment, Note = "see" },
    };

    private static async Task<JsonArray> ListAsync(TestServer server, string state = "open") =>
        JsonNode.Parse(await AdminCommandLine.RunAsync(server.Server.Options, "reports", state))!["reports"]!.AsArray();
}
