using System.Text.Json;
using FastChat.Tests.Server.Webhooks;

namespace FastChat.Tests.Node;

/// <summary>What the server signs, the library of Standard Webhooks verifies.</summary>
[TestFixture, Category("Node")]
internal sealed class WebhookPeerTests
{
    [Test]
    public async Task A_webhook_of_the_server_is_verified_by_standardwebhooks_also_while_its_secret_is_changed()
    {
        await using var world = await WebhookWorld.StartAsync();
        var (id, old) = await world.Registry.CreateAsync(world.Address, ["message.created"], withContent: true);
        var secret = await world.Registry.RotateSecretAsync(id);
        await world.SayAsync("grüß dich 🙂");
        var request = await world.Receiver.NextAsync();
        foreach (var one in new[] { old, secret })
        {
            var verified = await NodeScript.RunAsync(
                "verify-webhook.mjs",
                one,
                request.Header("webhook-id")!,
                request.Header("webhook-timestamp")!,
                request.Header("webhook-signature")!,
                request.Text);
            Assert.That(JsonDocument.Parse(verified).RootElement.GetProperty("data").GetProperty("text").GetString(), Is.EqualTo("grüß dich 🙂"));
        }
    }
}
