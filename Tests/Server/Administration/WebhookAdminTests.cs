using System.Text.Json.Nodes;
using FastChat.Tests.Server.Webhooks;
using FastChat.Tests.Support;

namespace FastChat.Tests.Server.Administration;

/// <summary>Outgoing webhooks as an operator makes, mends and ends them.</summary>
[TestFixture]
internal sealed class WebhookAdminTests
{
    [Test]
    public async Task A_webhook_is_made_told_signed_anew_replayed_and_ended_by_commands()
    {
        await using var world = await WebhookWorld.StartAsync();
        var made = JsonNode.Parse(await AdminAsync(world, "webhook", "create", world.Address, "message.created", "false"))!;
        var (id, secret) = ((string)made["webhook_id"]!, (string)made["secret"]!);
        var said = await world.SayAsync("hello");
        await Conditions.Until(() => world.Receiver.Count == 1);
        Assert.That(WebhookWorld.IsSigned(world.Receiver.All.Single(), secret));
        Assert.That(world.Receiver.All.Single().Text, Does.Not.Contain("hello"));

        var next = (string)JsonNode.Parse(await AdminAsync(world, "webhook", "secret", id))!["secret"]!;
        Assert.That((string)JsonNode.Parse(await AdminAsync(world, "webhook", "replay", id, $"{world.Conversation}", $"{said}"))!["conversations"]!.ToJsonString(), Is.EqualTo("1"));
        await Conditions.Until(() => world.Receiver.Count == 2);
        Assert.That(new[] { secret, next }.Select(one => WebhookWorld.IsSigned(world.Receiver.All.Last(), one)), Is.All.True, "both, while receivers change");
        await AdminAsync(world, "webhook", "replay", id, "1h");
        await Conditions.Until(() => world.Receiver.Count == 3);
        await AdminAsync(world, "webhook", "enable", id);

        var listed = JsonNode.Parse(await AdminAsync(world, "webhooks"))!["webhooks"]!.AsArray().Single()!;
        Assert.That(((string)listed["address"]!, (bool)listed["enabled"]!, listed["secret"]), Is.EqualTo((world.Address, true, (JsonNode?)null)));
        await AdminAsync(world, "webhook", "delete", id);
        Assert.That(JsonNode.Parse(await AdminAsync(world, "webhooks"))!["webhooks"]!.AsArray(), Is.Empty);
        var actions = JsonNode.Parse(await AdminAsync(world, "audit"))!["rows"]!.AsArray().Select(row => (string)row!["action"]!);
        Assert.That(actions, Is.SupersetOf(new[] { "webhook.create", "webhook.secret", "webhook.replay", "webhook.enable", "webhook.delete" }));
    }

    private static Task<string> AdminAsync(WebhookWorld world, params string[] words) => AdminCommandLine.RunAsync(world.Server.Server.Options, words);
}
