using System.Collections.Concurrent;
using FastChat.Protocol;
using FastChat.Server.Hosting;
using FastChat.Tests.Support;

namespace FastChat.Tests.Server.Push;

/// <summary>A host that has a way of its own to its users takes pushes in the server's place.</summary>
[TestFixture]
internal sealed class PushHookTests
{
    [Test]
    public async Task A_push_that_the_host_takes_is_not_made_by_the_server_and_one_that_it_leaves_is()
    {
        var hook = new Taking();
        await using var world = await PushWorld.StartAsync(hooks: new FastChatHooks { Push = hook });
        await world.SubscribeAsync();
        var taken = await world.SayAsync("for the host");
        await Conditions.Until(() => hook.Given.Count == 1);
        var push = hook.Given.Single();
        Assert.That(
            (push.Account, push.Device, push.Kind, push.Conversation, push.Sequence, push.IsWithdrawal),
            Is.EqualTo((world.Grace.Account, world.Grace.Device, PushKind.WebPush, world.Conversation, taken, false)));

        hook.Takes = false;
        var left = await world.SayAsync("for the push service");
        var (sent, notice) = await world.NextAsync();
        Assert.That(notice.GetProperty("sequence").GetUInt64(), Is.EqualTo(left));
        Assert.That((sent.Header("Topic"), world.Receiver.Count), Is.EqualTo((push.Tag, 1)), "the first one never went out");
    }

    [Test]
    public async Task What_the_host_fails_at_is_tried_again_later_and_a_withdrawal_comes_to_it_as_well()
    {
        var hook = new Taking { Fails = true };
        await using var world = await PushWorld.StartAsync(hooks: new FastChatHooks { Push = hook });
        await world.SubscribeAsync();
        var sequence = await world.SayAsync("hello");
        await Conditions.Until(() => hook.Given.Count == 1);
        hook.Fails = false;
        await Conditions.Until(() => world.Server.Server.Services.Database()
            .PushStates.Read(new(world.Conversation, world.Grace.Account, world.Grace.Device)) is { Attempts: 1 });
        Assert.That(world.Server.Errors.Entries, Is.Not.Empty);
        world.Server.Errors.Clear();
        await world.PassTimeAsync(TimeSpan.FromMinutes(30));
        await Conditions.Until(() => hook.Given.Count >= 2);
        Assert.That(hook.Given.Select(push => push.Sequence), Is.All.EqualTo(sequence));
        await world.ReadAsync(await world.Server.Accounts.SignInAsync("grace"), sequence);
        await Conditions.Until(() => hook.Given.Any(push => push.IsWithdrawal));
        Assert.That(world.Receiver.Count, Is.Zero);
    }

    private sealed class Taking : IPushHook
    {
        public ConcurrentQueue<HookPush> Given { get; } = new();

        public bool Takes { get; set; } = true;

        public bool Fails { get; set; }

        public ValueTask<bool> OnPushingAsync(HookPush push, CancellationToken cancellationToken)
        {
            // Before anybody sees the push, and says what is to become of the next one.
            var (takes, fails) = (Takes, Fails);
            Given.Enqueue(push);
            return fails ? throw new InvalidOperationException("on purpose") : ValueTask.FromResult(takes);
        }
    }
}
