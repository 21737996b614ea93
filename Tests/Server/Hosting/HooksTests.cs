using System.Collections.Concurrent;
using FastChat.Protocol;
using FastChat.Server.Hosting;
using FastChat.Tests.Support;
using FastChat.Tests.Support.Raw;

namespace FastChat.Tests.Server.Hosting;

/// <summary>What a host does itself: before and after a send, and with pushes.</summary>
[TestFixture]
internal sealed class HooksTests
{
    [Test]
    public async Task What_the_host_refuses_is_not_taken_and_the_order_of_the_rest_stays()
    {
        var hook = new Deciding(entry => entry.Text.Contains("bad", StringComparison.Ordinal) ? SendVerdict.Refuse("not here") : SendVerdict.Allow);
        await using var world = await StartAsync(new FastChatHooks { BeforeSend = hook });
        var outcomes = await world.Client.SendAsync(world.Conversation, 1, RawEntries.Text("one"), RawEntries.Text("two"), RawEntries.Text("a bad one"), RawEntries.Text("four"));
        Assert.That(outcomes.Select(outcome => outcome.Code), Is.EqualTo(new[] { Code.Unspecified, Code.Unspecified, Code.MessageRefused, Code.MessageRefused }));
        Assert.That(outcomes[2].Refusal!.Message, Is.EqualTo("not here"));
        Assert.That(hook.Asked.Select(entry => entry.Text), Is.EqualTo(new[] { "one", "two", "a bad one" }), "what comes after a refusal is not looked at");

        // A refusal consumes no number.
        outcomes = await world.Client.SendAsync(world.Conversation, 3, RawEntries.Text("three"), RawEntries.Text("four"));
        Assert.That(outcomes.Select(outcome => outcome.Sequence), Is.EqualTo(new ulong[] { 4, 5 }));
        Assert.That((await world.Client.SendAsync(world.Conversation, 5, RawEntries.Text("bad at once")))[0].Code, Is.EqualTo(Code.MessageRefused));
        var scheduled = new ScheduleSend { ConversationId = world.Conversation.ToByteString(), Entry = RawEntries.Text("bad later"), DueMs = long.MaxValue / 2 };
        Assert.That((await world.Client.RequestAsync(new ClientFrame { ScheduleSend = scheduled })).Error.Code, Is.EqualTo(Code.MessageRefused));
        Assert.That(hook.Asked.Last(), Has.Property(nameof(HookEntry.Kind)).EqualTo(EntryKind.Message).And.Property(nameof(HookEntry.Account)).EqualTo(world.Session.Account));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_hook_that_never_answers_or_throws_holds_nobody_up_for_long(bool failsOpen)
    {
        var hook = new Deciding(entry => entry.Text == "throw" ? throw new InvalidOperationException("on purpose") : null);
        await using var world = await StartAsync(new FastChatHooks
        {
            BeforeSend = hook,
            BeforeSendTimeout = TimeSpan.FromMilliseconds(50),
            BeforeSendFailsOpen = failsOpen,
        });
        var expected = failsOpen ? Code.Unspecified : Code.Busy;
        Assert.That((await world.Client.SendAsync(world.Conversation, 1, RawEntries.Text("never")))[0].Code, Is.EqualTo(expected));
        Assert.That((await world.Client.SendAsync(world.Conversation, failsOpen ? 2UL : 1UL, RawEntries.Text("throw")))[0].Code, Is.EqualTo(expected));
        Assert.That(world.Server.Errors.Entries, Has.Count.EqualTo(1), "the exception is logged");
        world.Server.Errors.Clear();
    }

    [Test]
    public async Task Another_connection_goes_on_while_the_hook_thinks_about_one()
    {
        var answer = new TaskCompletionSource<SendVerdict>();
        var hook = new Deciding(entry => entry.Text == "slow" ? null : SendVerdict.Allow) { Slow = answer.Task };
        await using var world = await StartAsync(new FastChatHooks { BeforeSend = hook, BeforeSendTimeout = TimeSpan.FromMinutes(1) });
        var slow = world.Client.SendAsync(world.Conversation, 1, RawEntries.Text("slow"));
        await Conditions.Until(() => hook.Asked.Count == 1);
        await using var other = await world.Server.ConnectAsync(await world.Server.Accounts.SignInAsync("ada"));
        Assert.That((await other.SendAsync(world.Conversation, 1, RawEntries.Text("quick")))[0].Sequence, Is.EqualTo(2));
        Assert.That(slow.IsCompleted, Is.False);
        answer.SetResult(SendVerdict.Allow);
        Assert.That((await slow)[0].Sequence, Is.EqualTo(3));
    }

    [Test]
    public async Task The_after_send_hook_is_told_everything_in_order_also_what_it_failed_at_and_what_came_before_a_restart()
    {
        var clock = new ShiftedClock(stands: true);
        var hook = new Following { FailAt = 3 };
        await using var world = await StartAsync(new FastChatHooks { AfterSend = hook }, clock);
        for (var i = 1UL; i <= 4; i++) await world.Client.SendTextAsync(world.Conversation, i, $"message {i}");
        await Conditions.Until(() => hook.Failures == 1);
        // What was told but is not yet noted would be told again after the restart.
        await Conditions.Until(() => world.Server.Server.Services.Database().WebhookPositions.ReadAll().Any(row => row.Position.Attempts > 0));
        Assert.That(hook.Told.Select(entry => entry.Sequence), Is.EqualTo(new ulong[] { 1, 2 }));
        await world.Client.DisposeAsync();
        await world.Server.StopAsync();
        world.Server.Errors.Clear();
        hook.FailAt = 0;
        clock.Advance(TimeSpan.FromMinutes(1));
        await world.Server.StartAgainAsync();
        await Conditions.Until(() => hook.Told.Count == 5);
        Assert.That(hook.Told.Select(entry => entry.Sequence), Is.EqualTo(new ulong[] { 1, 2, 3, 4, 5 }));
        Assert.That(hook.Told.Skip(1).Select(entry => entry.Text), Is.EqualTo(new[] { "message 1", "message 2", "message 3", "message 4" }));
        Assert.That(hook.Told.First().Kind, Is.EqualTo(EntryKind.Membership));
    }

    [Test]
    public async Task The_host_s_directory_says_who_signs_in_and_whom_it_knows_gets_an_account_at_the_first_sight()
    {
        var directory = new Directory();
        await using var server = await TestServer.StartAsync(null, services => services.AddHooks(new FastChatHooks { Identity = directory }));
        var first = await server.Accounts.SignInAsync("grace", "the host's word");
        var again = await server.Accounts.SignInAsync("grace", "the host's word");
        Assert.That(again.Account, Is.EqualTo(first.Account));
        Assert.That(again.Device, Is.Not.EqualTo(first.Device));
        Assert.That(server.Server.Services.Database().Accounts.Read(first.Account)!.DisplayName, Is.EqualTo("Grace H."));
        Assert.ThrowsAsync<InvalidOperationException>(() => server.Accounts.SignInAsync("grace", "a guess of somebody's"));

        // Whom it does not know has a password here.
        var ada = await server.RegisterAsync("ada");
        Assert.That((await server.Accounts.SignInAsync("ada")).Account, Is.EqualTo(ada.Account));
        Assert.ThrowsAsync<InvalidOperationException>(() => server.Accounts.SignInAsync("ada", "a guess of somebody's"));
        Assert.That(Assert.ThrowsAsync<InvalidOperationException>(() => server.Accounts.SignInAsync("broken"))!.Message, Does.Contain("1001"));
        server.Errors.Clear();
    }

    private static async Task<HookedWorld> StartAsync(FastChatHooks hooks, TimeProvider? time = null)
    {
        var server = await TestServer.StartAsync(null, services => services.AddHooks(hooks), time);
        var session = await server.RegisterAsync("ada");
        var client = await server.ConnectAsync(session);
        var id = new IdSource(TimeProvider.System).NewId<ConversationId>();
        await client.RequestAsync(new ClientFrame { CreateGroup = new CreateGroup { ConversationId = id.ToByteString(), Title = "group" } });
        return new HookedWorld(server, session, client, id);
    }

    private sealed record HookedWorld(TestServer Server, RawSession Session, RawClient Client, ConversationId Conversation) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Client.DisposeAsync();
            await Server.DisposeAsync();
        }
    }

    /// <summary>Decides by a function; null: when <see cref="Slow"/> ends, heeding no token.</summary>
    private sealed class Deciding(Func<HookEntry, SendVerdict?> decide) : IBeforeSendHook
    {
        public ConcurrentQueue<HookEntry> Asked { get; } = new();

        public Task<SendVerdict> Slow { get; init; } = new TaskCompletionSource<SendVerdict>().Task;

        public async ValueTask<SendVerdict> OnSendingAsync(HookEntry entry, CancellationToken cancellationToken)
        {
            Asked.Enqueue(entry);
            return decide(entry) ?? await Slow;
        }
    }

    /// <summary>Knows Grace alone.</summary>
    private sealed class Directory : IIdentityHook
    {
        public ValueTask<IdentityVerdict?> OnSigningInAsync(string handle, string password, CancellationToken cancellationToken) => handle switch
        {
            "grace" => ValueTask.FromResult<IdentityVerdict?>(new IdentityVerdict(password == "the host's word", "Grace H.")),
            "broken" => throw new InvalidOperationException("on purpose"),
            _ => ValueTask.FromResult<IdentityVerdict?>(null),
        };
    }

    private sealed class Following : IAfterSendHook
    {
        private int _failures;

        public ConcurrentQueue<HookEntry> Told { get; } = new();

        public ulong FailAt { get; set; }

        public int Failures => _failures;

        public ValueTask OnSentAsync(HookEntry entry, CancellationToken cancellationToken)
        {
            if (entry.Sequence == FailAt)
            {
                Interlocked.Increment(ref _failures);
                throw new InvalidOperationException("on purpose");
            }

            Told.Enqueue(entry);
            return ValueTask.CompletedTask;
        }
    }
}
