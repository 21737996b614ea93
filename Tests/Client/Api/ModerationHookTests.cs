using System.Collections.Concurrent;
using FastChat.Server.Hosting;
using FastChat.Tests.Support;

namespace FastChat.Tests.Client.Api;

/// <summary>A host decides what stays of what was said.</summary>
[TestFixture]
internal sealed class ModerationHookTests
{
    [Test]
    public async Task What_the_host_does_not_keep_is_deleted_for_everybody_also_if_it_came_before_a_restart()
    {
        var judge = new Judge { Thinks = true };
        await using var world = await ChatWorld.StartAsync(configure: services => services.AddHooks(new FastChatHooks { Moderation = judge }));
        var (ada, grace) = (await world.RegisterAsync("ada"), await world.RegisterAsync("grace"));
        var conversation = (await ada.CreateGroupAsync("group", [grace.Account!.Id])).Id;
        var said = ada.GetConversation(conversation);
        var bad = await said.SendAsync("a casino near you");
        await using var seen = grace.GetConversation(conversation).OpenTimeline();
        await seen.RowAsync(item => item.Key == bad.Id && item.Text == "a casino near you");
        await Conditions.Until(() => judge.Asked.Contains("a casino near you"));

        // It has not said anything when the server stops, and is asked again afterwards.
        await world.Server.StopAsync();
        judge.Thinks = false;
        await world.Server.StartAgainAsync();
        await seen.RowAsync(item => item.Key == bad.Id && item is { Deleted: true, Text: "" });

        var good = await said.SendAsync("hello");
        var turned = await said.SendAsync("nothing");
        await turned.Sent.SoonAsync();
        await said.EditAsync(turned.Id, "a casino after all");
        await seen.RowAsync(item => item.Key == turned.Id && item.Deleted);
        var row = await seen.RowAsync(item => item.Key == good.Id);
        Assert.That((row.Text, row.Deleted), Is.EqualTo(("hello", false)));
        await using var own = said.OpenTimeline();
        await own.RowAsync(item => item.Key == bad.Id && item.Deleted);
        Assert.That(judge.Asked.Distinct(), Is.EqualTo(new[] { "a casino near you", "hello", "nothing", "a casino after all" }));
    }

    private sealed class Judge : IModerationHook
    {
        public ConcurrentQueue<string> Asked { get; } = new();

        public bool Thinks { get; set; }

        public async ValueTask<ModerationVerdict> OnStoredAsync(HookEntry entry, CancellationToken cancellationToken)
        {
            Asked.Enqueue(entry.Text);
            if (Thinks) await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
            return entry.Text.Contains("casino", StringComparison.Ordinal) ? ModerationVerdict.Remove : ModerationVerdict.Keep;
        }
    }
}
