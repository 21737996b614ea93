using System.Globalization;
using FastChat.Protocol;
using FastChat.Server.Hosting;
using FastChat.Server.Routing;
using FastChat.Storage.Webhooks;
using FastChat.Tests.Support;

namespace FastChat.Tests.Server.Webhooks;

/// <summary>Outgoing webhooks: signed, in order, tried again, replayed, disabled.</summary>
[TestFixture]
internal sealed class WebhookTests
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    [Test]
    public async Task Events_are_signed_by_the_convention_and_come_in_order_with_what_was_said()
    {
        await using var world = await WebhookWorld.StartAsync(world => [new WebhookOptions { Address = world.Address, Secret = Secret }]);
        await Conditions.Until(() => world.Registry.Enabled.Count == 1);
        for (var i = 0; i < 100; i++) await world.SayAsync($"message {i}");
        await Conditions.Until(() => world.Told().Any(told => told.Sequence == 101));
        Assert.That(world.Told().Select(told => told.Sequence), Is.EqualTo(Enumerable.Range(1, 101).Select(i => (ulong)i)));
        Assert.That(world.Told().First().Type, Is.EqualTo("conversation.changed"));
        var request = world.Receiver.All.Last();
        Assert.That((request.Method, request.Path, request.Header("Content-Type")), Is.EqualTo(("POST", "/hook", "application/json")));
        Assert.That(request.Header("webhook-id"), Is.EqualTo($"msg_{world.Conversation}_101"));
        Assert.That(long.Parse(request.Header("webhook-timestamp")!, CultureInfo.InvariantCulture), Is.EqualTo(world.Clock.GetUtcNow().ToUnixTimeSeconds()).Within(60));
        Assert.That(world.Receiver.All.All(told => WebhookWorld.IsSigned(told, Secret)));
        var data = request.Json.GetProperty("data");
        Assert.That(request.Json.GetProperty("type").GetString(), Is.EqualTo("message.created"));
        Assert.That(data.GetProperty("text").GetString(), Is.EqualTo("message 99"));
        Assert.That(data.GetProperty("account").GetString(), Is.EqualTo(world.Ada.AccountText));
        await Conditions.Until(() => !world.Server.Server.Services.Database().WebhookPositions.ReadAll().Any());
    }

    [Test]
    public async Task A_webhook_gets_the_events_that_it_asked_for_and_no_content_where_it_did_not()
    {
        await using var world = await WebhookWorld.StartAsync();
        var (id, secret) = await world.Registry.CreateAsync(world.Address, ["message.created"], withContent: false);
        var sequence = await world.SayAsync("secret");
        var request = await world.Receiver.NextAsync();
        Assert.That(WebhookWorld.IsSigned(request, secret));
        Assert.That(request.Text, Does.Not.Contain("secret"));
        Assert.That(request.Json.GetProperty("data").GetProperty("sequence").GetUInt64(), Is.EqualTo(sequence));
        await world.CreateGroupAsync();
        await world.SayAsync("another");
        await world.Receiver.NextAsync();
        Assert.That(world.Receiver.All.Select(told => told.Json.GetProperty("type").GetString()), Is.All.EqualTo("message.created"));
        Assert.That(world.Registry.List().Single().Id, Is.EqualTo(id));

        Assert.That(Refused(() => world.Registry.CreateAsync("https://10.0.0.1/", [], true)), Is.EqualTo(Code.PushEndpointRefused));
        Assert.That(Refused(() => world.Registry.CreateAsync("http://example.org/", [], true)), Is.EqualTo(Code.PushEndpointRefused));
        Assert.That(Refused(() => world.Registry.CreateAsync(world.Address, ["message.unheard"], true)), Is.EqualTo(Code.Malformed));
        Assert.That(Refused(() => world.Registry.DeleteAsync(new WebhookId(5))), Is.EqualTo(Code.NotFound));
        await world.Registry.DeleteAsync(id);
        Assert.That(world.Registry.List(), Is.Empty);
    }

    [Test]
    public async Task A_failing_receiver_holds_up_its_conversation_alone_and_is_told_in_order_after_a_restart()
    {
        await using var world = await WebhookWorld.StartAsync(world => [new WebhookOptions { Address = world.Address, Secret = Secret, Events = ["message.created"] }]);
        await Conditions.Until(() => world.Registry.Enabled.Count == 1);
        var other = await world.CreateGroupAsync();
        world.Receiver.Answer = request => new HttpsAnswer(request.Text.Contains(world.Conversation.ToString(), StringComparison.Ordinal) ? 500 : 200);
        var first = await world.SayAsync("one");
        await world.SayAsync("two");
        await world.SayAsync("three");
        await Conditions.Until(() => Position(world) is { Attempts: 1 });
        await world.SayAsync("elsewhere", other);
        await Conditions.Until(() => world.Told(other).Any());
        Assert.That(world.Told().Select(told => told.Sequence), Is.All.EqualTo(first), "nothing overtakes the one that fails");
        // What was taken but not yet noted would be told again after the restart.
        await Conditions.Until(() => world.Server.Server.Services.Database().WebhookPositions.ReadAll().All(row => row.Place.Conversation == world.Conversation));

        world.Receiver.Answer = _ => new HttpsAnswer(200);
        var before = world.Receiver.Count;
        await world.RestartAsync();
        world.Clock.Advance(TimeSpan.FromSeconds(10));
        await Conditions.Until(() => world.Receiver.Count == before + 3);
        Assert.That(world.Told().Skip(before - 1).Select(told => told.Sequence), Is.EqualTo(new[] { first, first + 1, first + 2 }));
        await Conditions.Until(() => Position(world) is null);
    }

    [Test]
    public async Task A_secret_is_rotated_with_both_signing_for_a_day()
    {
        await using var world = await WebhookWorld.StartAsync();
        var (id, old) = await world.Registry.CreateAsync(world.Address, ["message.created"], withContent: true);
        var secret = await world.Registry.RotateSecretAsync(id);
        await world.SayAsync("both");
        var request = await world.Receiver.NextAsync();
        Assert.That(WebhookWorld.IsSigned(request, old) && WebhookWorld.IsSigned(request, secret));
        await world.PassTimeAsync(TimeSpan.FromHours(25));
        await world.SayAsync("one");
        request = await world.Receiver.NextAsync();
        Assert.That(WebhookWorld.IsSigned(request, secret));
        Assert.That(WebhookWorld.IsSigned(request, old), Is.False);
    }

    [Test]
    public async Task A_conversation_or_everything_since_a_time_is_told_again_under_the_same_ids()
    {
        await using var world = await WebhookWorld.StartAsync();
        await world.SayAsync("before it was there");
        await world.PassTimeAsync(TimeSpan.FromHours(1));
        var (id, _) = await world.Registry.CreateAsync(world.Address, ["message.created"], withContent: true);
        var second = await world.SayAsync("second");
        var told = await world.Receiver.NextAsync();
        await Conditions.Until(() => !world.Server.Server.Services.Database().WebhookPositions.ReadAll().Any());
        Assert.That(world.Told().Select(one => one.Sequence), Is.EqualTo(new[] { second }), "what was before it was made is not told by itself");

        await world.Registry.ReplayAsync(id, world.Conversation, fromSequence: 1);
        await world.Receiver.NextAsync();
        var again = await world.Receiver.NextAsync();
        Assert.That(again.Header("webhook-id"), Is.EqualTo(told.Header("webhook-id")));
        Assert.That(again.Text, Is.EqualTo(told.Text));

        await Conditions.Until(() => !world.Server.Server.Services.Database().WebhookPositions.ReadAll().Any());
        Assert.That(await world.Registry.ReplayAsync(id, world.Clock.GetUtcNow() - TimeSpan.FromMinutes(30)), Is.EqualTo(1));
        Assert.That((await world.Receiver.NextAsync()).Header("webhook-id"), Is.EqualTo(told.Header("webhook-id")));
    }

    [Test]
    public async Task A_webhook_that_fails_for_days_is_disabled_and_goes_on_where_it_stood_once_it_is_enabled()
    {
        await using var world = await WebhookWorld.StartAsync();
        var (id, _) = await world.Registry.CreateAsync(world.Address, ["message.created"], withContent: true);
        world.Receiver.Answer = _ => new HttpsAnswer(500);
        var sequence = await world.SayAsync("hello?");
        await world.Receiver.NextAsync();
        await Conditions.Until(() => world.Registry.List().Single().Record is { FailingSinceMs: > 0 } && Position(world) is { Attempts: 1 });
        world.Clock.Advance(TimeSpan.FromHours(77));
        await world.Receiver.NextAsync();
        await Conditions.Until(() => !world.Registry.List().Single().Record.Enabled);
        await Conditions.Until(() => Position(world) is { Attempts: 2 });

        world.Receiver.Answer = _ => new HttpsAnswer(200);
        world.Clock.Advance(TimeSpan.FromHours(25));
        await world.Registry.EnableAsync(id);
        Assert.That((await world.Receiver.NextAsync()).Json.GetProperty("data").GetProperty("sequence").GetUInt64(), Is.EqualTo(sequence));
        await Conditions.Until(() => world.Registry.List().Single().Record is { FailingSinceMs: 0, Enabled: true });
    }

    [Test]
    public async Task A_receiver_that_wants_no_more_is_disabled_at_once()
    {
        await using var world = await WebhookWorld.StartAsync();
        await world.Registry.CreateAsync(world.Address, ["message.created"], withContent: true);
        world.Receiver.Answer = _ => new HttpsAnswer(410);
        await world.SayAsync("hello?");
        await Conditions.Until(() => !world.Registry.List().Single().Record.Enabled);
    }

    private static WebhookPositionRecord? Position(WebhookWorld world) => world.Registry.List()
        .Select(webhook => world.Server.Server.Services.Database().WebhookPositions.Read(new WebhookPlace(world.Conversation, webhook.Id)))
        .FirstOrDefault();

    private static Code? Refused(Func<Task> ask) => Assert.ThrowsAsync<RefusalException>(() => ask())!.Code;
}
