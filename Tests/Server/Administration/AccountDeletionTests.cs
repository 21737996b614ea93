using System.Net;
using System.Net.Http.Json;
using FastChat.Protocol;
using FastChat.Server.Administration;
using FastChat.Storage.Administration;
using FastChat.Storage.Annotations;
using FastChat.Storage.Keys;
using FastChat.Tests.Support;
using FastChat.Tests.Support.Raw;
using Microsoft.Extensions.DependencyInjection;

namespace FastChat.Tests.Server.Administration;

/// <summary>An account is deleted so that nothing personal is left of it.</summary>
[TestFixture]
internal sealed class AccountDeletionTests
{
    /// <summary>Kinds of rows beside the logs that are about an account.</summary>
    private static readonly AnnotationKind[] OfAccounts =
    [
        AnnotationKind.Mention, AnnotationKind.ThreadCursors, AnnotationKind.Vote, AnnotationKind.Hidden, AnnotationKind.Scheduled, AnnotationKind.Withheld,
        AnnotationKind.GroupAccount, AnnotationKind.LastMessage, AnnotationKind.JoinRequest,
    ];

    private static readonly AnnotationKind[] OfNobody =
    [
        AnnotationKind.Pins, AnnotationKind.Thread, AnnotationKind.Payload, AnnotationKind.PayloadType, AnnotationKind.MediaUse,
        AnnotationKind.MessageTimer, AnnotationKind.Tally, AnnotationKind.Group, AnnotationKind.Invite, AnnotationKind.Webhook,
    ];

    private static readonly string[] Personal = DeletionWorld.Words;

    [Test]
    public async Task The_account_that_is_deleted_here_has_rows_wherever_an_account_can_have_some()
    {
        await using var world = await new DeletionWorld(await DeletionWorld.ServerAsync()).MakeAsync();
        Assert.That(Traces.Owned(world.Database, world.Ada.Account), Is.EquivalentTo(TableOwners.Accounts), "a new table of accounts has to be written to in DeletionWorld");
        Assert.That(OfAccounts.Concat(OfNobody), Is.EquivalentTo(Enum.GetValues<AnnotationKind>()), "is the new kind about an account? Then see AccountTraces.");
        Assert.That(Traces.Annotations(world.Database, world.Ada.Account).Distinct(), Is.EquivalentTo(OfAccounts));
    }

    [Test]
    public async Task A_deleted_account_leaves_no_word_of_its_own_in_any_row_or_file()
    {
        await using var world = await new DeletionWorld(await DeletionWorld.ServerAsync()).MakeAsync();
        var before = Traces.Rows(world.Database, Personal);
        Assert.That(before.Select(row => row.What.Split(": ")[1]).Distinct(), Is.EquivalentTo(Personal), "all are found, so that the search can find something");
        Assert.That(Traces.Indexed(world.Database, DeletionWorld.Indexed), Is.EqualTo(new[] { world.Group }));

        await DoneAsync(world, await world.DeleteAsync("remove"));
        world.Database.Purge();
        Assert.That(Traces.Rows(world.Database, Personal).Select(row => row.What), Is.Empty);
        Assert.That(Traces.Indexed(world.Database, DeletionWorld.Indexed), Is.Empty, "nor in a search index");
        Assert.That(Traces.Keys(world.Database, world.Ada.Account), Is.Empty, "not even its number is in a key");
        Assert.That(Traces.Keys(world.Database, world.Bot), Is.Empty, "nor that of its bot");
        Assert.That(world.Database.Handles.Read(world.External), Is.Null, "an issuer's word leads nowhere");
        Assert.That(world.Database.Annotations.Webhooks.ReadAll(world.Group), Is.Empty);
        Assert.That(Traces.Files(world.Database.Options.DataDirectory, [.. before.Select(row => row.Sealed)]), Is.Empty);
        foreach (var folder in new[] { "media", "uploads" })
            Assert.That(Directory.EnumerateFiles(Path.Combine(world.Database.Options.DataDirectory, folder), "*", SearchOption.AllDirectories), Is.Empty, folder);
        Assert.That(world.Database.Verify().Problems, Is.Empty);
    }

    [Test]
    public async Task Messages_that_are_kept_stay_with_their_attachments_and_everything_else_goes()
    {
        await using var world = await new DeletionWorld(await DeletionWorld.ServerAsync()).MakeAsync();
        await DoneAsync(world, await world.DeleteAsync("keep"));
        Assert.That(
            Traces.Rows(world.Database, Personal).Select(row => row.What).Distinct(),
            Is.SubsetOf(new[]
            {
                $"Blocks: {DeletionWorld.Said}", $"Reports: {DeletionWorld.Said}", $"Blocks: {DeletionWorld.Indexed}",
            }));
        Assert.That(world.Database.Media.Read(world.Shared), Is.Not.Null);
        Assert.That(world.Database.Media.ReadReference(world.Direct, world.Shared), Is.Not.Null);
        Assert.That(world.Database.Media.Read(world.Unshared), Is.Null);
        Assert.That(world.Database.Verify().Problems, Is.Empty);
    }

    [Test]
    public async Task Its_groups_pass_to_who_was_there_longest_and_the_others_go_on_also_in_the_direct_conversation()
    {
        var server = await DeletionWorld.ServerAsync();
        await using var world = await new DeletionWorld(server).MakeAsync();
        await DoneAsync(world, await world.DeleteAsync("keep"));
        var members = world.Database.Members.ReadPage(world.Group, AccountId.None, 10);
        Assert.That(members.Select(row => row.Account), Is.EquivalentTo(new[] { world.Grace.Account, world.Joan.Account }));
        Assert.That(members.Count(row => row.Member.Role == Role.Owner), Is.EqualTo(1));
        Assert.That(world.Database.Conversations.ReadRecord(world.Group)!.MemberCount, Is.EqualTo(2));
        Assert.That(world.Database.Conversations.ReadRecord(world.Alone), Is.Null, "nobody could read it any more");
        await using var grace = await server.ConnectAsync(world.Grace);
        Assert.That((await grace.SendTextAsync(world.Direct, 1, "are you there?")).Code, Is.EqualTo(Code.Unspecified));
        var profiles = await grace.RequestAsync(new ClientFrame { FetchAccounts = new() { Accounts = { world.Ada.Account.ToByteString() } } });
        Assert.That(profiles.AccountList.Accounts, Is.Empty);
    }

    [Test]
    public async Task Of_its_channels_those_pass_on_that_somebody_else_runs_and_the_others_stay_and_can_be_given_an_owner()
    {
        await using var server = await TestServer.StartAsync();
        var (ada, grace, joan) = (await server.RegisterAsync("ada"), await server.RegisterAsync("grace"), await server.RegisterAsync("joan"));
        var (shared, lonely) = (default(ConversationId), default(ConversationId));
        await using (var client = await server.ConnectAsync(ada))
        {
            (shared, lonely) = (await ChannelAsync(client, grace, joan), await ChannelAsync(client, grace, joan));
            var promoted = await client.RequestAsync(new ClientFrame
            {
                SetRole = new() { ConversationId = shared.ToByteString(), Account = joan.Account.ToByteString(), Role = Role.Moderator },
            });
            Assert.That(promoted.Error, Is.Null);
        }

        var database = server.Server.Services.GetRequiredService<FastChat.Storage.ChatDatabase>();
        Assert.That(await AskAsync(server, ada, HttpMethod.Post), Is.EqualTo(HttpStatusCode.Accepted));
        await Conditions.Until(() => database.Accounts.Read(ada.Account) is null);
        Assert.That(Roles(shared), Is.EquivalentTo(new[] { (grace.Account, Role.Member), (joan.Account, Role.Owner) }));
        Assert.That(Roles(lonely), Is.EquivalentTo(new[] { (grace.Account, Role.Member), (joan.Account, Role.Member) }), "no reader becomes its voice");

        foreach (var owner in new[] { "grace", "joan" }) await AdminCommandLine.RunAsync(server.Server.Options, "conversation", "owner", $"{lonely}", owner);
        Assert.That(Roles(lonely), Is.EquivalentTo(new[] { (grace.Account, Role.Admin), (joan.Account, Role.Owner) }));
        Assert.That(await AdminCommandLine.RunAsync(server.Server.Options, "conversations"), Does.Contain($"{shared}").And.Contain($"{lonely}"));
        Assert.That(database.Verify().Problems, Is.Empty);

        IEnumerable<(AccountId, Role)> Roles(ConversationId channel) =>
            database.Members.ReadPage(channel, AccountId.None, 10).Select(row => (row.Account, row.Member.Role));
    }

    [Test]
    public async Task A_deletion_that_is_interrupted_after_every_step_goes_on_and_steps_may_be_repeated()
    {
        // Without the runner, so that the test is the one who goes on.
        var server = await DeletionWorld.ServerAsync(JobRunnerTests.WithoutJobRunner);
        await using var world = await new DeletionWorld(server).MakeAsync();
        await TakeStepsAsync(server, await world.DeleteAsync("remove"));
        // Her bot's.
        await TakeStepsAsync(server, world.Database.Administration.Jobs.ReadAfter(JobId.None, 10)[^1].Id);
        Assert.That(Traces.Rows(world.Database, Personal).Select(row => row.What), Is.Empty);
        Assert.That(world.Database.Verify().Problems, Is.Empty);
    }

    [Test]
    public async Task During_the_time_of_grace_it_can_be_taken_back_and_after_it_the_account_is_gone()
    {
        var clock = new ShiftedClock();
        await using var server = await TestServer.StartAsync(options => options with { DeletionGraceHours = 24 }, time: clock);
        var session = await server.RegisterAsync("ada");
        Assert.That(await AskAsync(server, session, HttpMethod.Post), Is.EqualTo(HttpStatusCode.Accepted));
        Assert.That(await AskAsync(server, session, HttpMethod.Post), Is.EqualTo(HttpStatusCode.Conflict), "it is under way");
        Assert.That(await AskAsync(server, session, HttpMethod.Delete), Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That(await AskAsync(server, session, HttpMethod.Get), Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await AskAsync(server, session, HttpMethod.Post), Is.EqualTo(HttpStatusCode.Accepted));
        clock.Advance(TimeSpan.FromHours(25));
        await server.StopAsync();
        await server.StartAgainAsync();
        await Conditions.Until(() => server.Server.Services.GetRequiredService<FastChat.Storage.ChatDatabase>().Accounts.Read(session.Account) is null);
        Assert.ThrowsAsync<InvalidOperationException>(() => server.Accounts.SignInAsync("ada"));
    }

    [Test]
    public async Task The_handle_of_a_deleted_account_is_nobody_s_for_a_while()
    {
        var clock = new ShiftedClock();
        await using var server = await TestServer.StartAsync(time: clock);
        var session = await server.RegisterAsync("ada");
        Assert.That(await AskAsync(server, session, HttpMethod.Post), Is.EqualTo(HttpStatusCode.Accepted));
        var database = server.Server.Services.GetRequiredService<FastChat.Storage.ChatDatabase>();
        await Conditions.Until(() => database.Accounts.Read(session.Account) is null);
        Assert.ThrowsAsync<InvalidOperationException>(() => server.RegisterAsync("ada"));
        clock.Advance(TimeSpan.FromDays(31));
        Assert.That((await server.RegisterAsync("ada")).Account, Is.Not.EqualTo(session.Account));
    }

    [Test]
    public async Task A_wrong_password_deletes_nothing()
    {
        await using var server = await TestServer.StartAsync();
        var session = await server.RegisterAsync("ada");
        using var answer = await server.Accounts.SendAsync(
            HttpMethod.Post, "v1/accounts/me/deletion", session.AccessToken, JsonContent.Create(new { password = "not the password" }));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(await AskAsync(server, session, HttpMethod.Get), Is.EqualTo(HttpStatusCode.NotFound));
    }

    /// <summary>Each twice, and with a restart of the server after it.</summary>
    private static async Task TakeStepsAsync(TestServer server, JobId id)
    {
        for (var step = DeletionStep.Begin; step <= DeletionStep.Rows;)
        {
            var work = server.Server.Services.GetServices<IJobWork>().Single(work => work.Kind == JobKind.Deletion);
            var jobs = server.Server.Services.GetRequiredService<Jobs>();
            var job = jobs.Read(id)!;
            Assert.That((DeletionStep)job.Step, Is.EqualTo(step));
            await work.RunAsync(id, job, CancellationToken.None);
            var after = await work.RunAsync(id, job, CancellationToken.None);
            await jobs.PutAsync(id, after);
            step = (DeletionStep)after.Step;
            await server.StopAsync();
            await server.StartAgainAsync();
        }
    }

    private static async Task<ConversationId> ChannelAsync(RawClient client, params RawSession[] readers)
    {
        var id = new IdSource(TimeProvider.System).NewId<ConversationId>();
        var create = new CreateGroup { ConversationId = id.ToByteString(), Title = "news", Kind = ConversationKind.Channel };
        create.Members.AddRange(readers.Select(reader => reader.Account.ToByteString()));
        Assert.That((await client.RequestAsync(new ClientFrame { CreateGroup = create })).Error, Is.Null);
        return id;
    }

    private static async Task<HttpStatusCode> AskAsync(TestServer server, RawSession session, HttpMethod method)
    {
        using var content = method == HttpMethod.Post ? JsonContent.Create(new { password = RawAccounts.Password }) : null;
        using var answer = await server.Accounts.SendAsync(method, "v1/accounts/me/deletion", session.AccessToken, content);
        return answer.StatusCode;
    }

    // Her bot's deletion is one of its own.
    private static Task DoneAsync(DeletionWorld world, JobId id) => Conditions.Until(() =>
        world.Database.Administration.Jobs.Read(id) is { Step: (int)DeletionStep.Handle }
        && world.Database.Administration.Jobs.ReadAfter(JobId.None, 10).All(job => job.Record.Step == (int)DeletionStep.Handle));
}
