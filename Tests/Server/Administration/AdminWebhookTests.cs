using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using FastChat.Protocol;
using FastChat.Server.Hosting;
using FastChat.Tests.Server.Http;
using FastChat.Tests.Server.Webhooks;
using FastChat.Tests.Support;

namespace FastChat.Tests.Server.Administration;

/// <summary>Outgoing webhooks, as administrators manage them by command and over HTTP.</summary>
[TestFixture]
internal sealed class AdminWebhookTests
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    [Test]
    public async Task A_webhook_is_made_listed_given_a_new_secret_told_again_and_removed()
    {
        await using var world = await WebhookWorld.StartAsync();
        var made = await CommandAsync(world, "webhook", "create", world.Address, "true", "message.created,message.edited");
        var (id, secret) = ((string)made["webhook_id"]!, (string)made["secret"]!);
        await world.SayAsync("hello");
        var told = await world.Receiver.NextAsync();
        Assert.That(WebhookWorld.IsSigned(told, secret));
        Assert.That(told.Text, Does.Contain("hello"));

        var listed = (await CommandAsync(world, "webhooks"))["webhooks"]!.AsArray().Single()!;
        Assert.That(((string?)listed["webhook_id"], (string?)listed["address"], listed["secret"] is null), Is.EqualTo((id, world.Address, true)));
        Assert.That(listed["events"]!.ToJsonString(), Is.EqualTo("""["message.created","message.edited"]"""));
        Assert.That(((bool)listed["enabled"]!, (bool)listed["with_content"]!, (bool)listed["from_options"]!), Is.EqualTo((true, true, false)));

        var next = (string)(await CommandAsync(world, "webhook", "secret", id))["secret"]!;
        await Conditions.Until(() => !world.Server.Server.Services.Database().WebhookPositions.ReadAll().Any());
        Assert.That((int)(await CommandAsync(world, "webhook", "replay", id, "1h"))["conversations"]!, Is.EqualTo(1));
        var again = await world.Receiver.NextAsync();
        Assert.That(again.Header("webhook-id"), Is.EqualTo(told.Header("webhook-id")));
        Assert.That(WebhookWorld.IsSigned(again, next) && WebhookWorld.IsSigned(again, secret), "the old secret signs beside it");
        await Conditions.Until(() => !world.Server.Server.Services.Database().WebhookPositions.ReadAll().Any());
        await CommandAsync(world, "webhook", "replay", id, world.Conversation.ToString(), "1");
        Assert.That((await world.Receiver.NextAsync()).Header("webhook-id"), Is.EqualTo(told.Header("webhook-id")));

        await CommandAsync(world, "webhook", "enable", id);
        await CommandAsync(world, "webhook", "delete", id);
        Assert.That((await CommandAsync(world, "webhooks"))["webhooks"]!.AsArray(), Is.Empty);
        var rows = (await CommandAsync(world, "audit"))["rows"]!.AsArray().Select(row => (string)row!["action"]!).ToList();
        Assert.That(rows, Is.EqualTo(new[]
        {
            "webhook.delete", "webhook.enable", "webhook.replay", "webhook.replay", "webhook.secret", "webhook.create-with-content",
        }));
    }

    [Test]
    public async Task An_admin_who_is_not_on_the_machine_makes_webhooks_without_content_alone()
    {
        await using var world = await WebhookWorld.StartAsync();
        var key = (string)(await CommandAsync(world, "key", "create", "tests"))["key"]!;
        await RefusedAsync(world, key, HttpMethod.Post, "webhooks", new { address = world.Address, with_content = true }, HttpStatusCode.Forbidden, Code.Forbidden);
        using var made = await SendAsync(world, key, HttpMethod.Post, "webhooks", new { address = world.Address, events = new[] { "message.created" } });
        Assert.That(made.StatusCode, Is.EqualTo(HttpStatusCode.Created));
        await world.SayAsync("a secret");
        var told = await world.Receiver.NextAsync();
        Assert.That(told.Text, Does.Contain(world.Conversation.ToString()).And.Not.Contain("a secret"));
        var id = (string)JsonNode.Parse(await made.Content.ReadAsStringAsync())!["webhook_id"]!;
        foreach (var wrong in new object[]
        {
            new { }, new { seconds = 0 }, new { seconds = 60, conversation = world.Conversation.ToString() }, new { conversation = "x", from_sequence = 1 },
        })
        {
            await RefusedAsync(world, key, HttpMethod.Post, $"webhooks/{id}/replay", wrong, HttpStatusCode.BadRequest, Code.Malformed);
        }

        await RefusedAsync(world, key, HttpMethod.Post, "webhooks", new { address = "http://example.org" }, HttpStatusCode.BadRequest, Code.PushEndpointRefused);
        await RefusedAsync(world, key, HttpMethod.Delete, "webhooks/nothing", null, HttpStatusCode.NotFound, Code.NotFound);
    }

    [Test]
    public async Task A_webhook_of_the_options_is_changed_there()
    {
        await using var world = await WebhookWorld.StartAsync(world => [new WebhookOptions { Address = world.Address, Secret = Secret }]);
        await Conditions.Until(() => world.Registry.Enabled.Count == 1);
        var key = (string)(await CommandAsync(world, "key", "create", "tests"))["key"]!;
        var id = (string)(await CommandAsync(world, "webhooks"))["webhooks"]!.AsArray().Single()!["webhook_id"]!;
        await RefusedAsync(world, key, HttpMethod.Delete, $"webhooks/{id}", null, HttpStatusCode.Forbidden, Code.Forbidden);
        await RefusedAsync(world, key, HttpMethod.Post, $"webhooks/{id}/secret", new { }, HttpStatusCode.Forbidden, Code.Forbidden);
    }

    private static async Task<JsonNode> CommandAsync(WebhookWorld world, params string[] words)
    {
        var said = await AdminCommandLine.RunAsync(world.Server.Server.Options, words);
        return said.StartsWith('{') ? JsonNode.Parse(said)! : new JsonObject();
    }

    private static Task<HttpResponseMessage> SendAsync(WebhookWorld world, string key, HttpMethod method, string path, object? body) =>
        world.Server.Accounts.SendAsync(method, $"v1/admin/{path}", key, body is null ? null : JsonContent.Create(body));

    private static async Task RefusedAsync(
        WebhookWorld world, string key, HttpMethod method, string path, object? body, HttpStatusCode status, Code code)
    {
        using var answer = await SendAsync(world, key, method, path, body);
        await HttpTestBase.RequireProblemAsync(answer, status, code);
    }
}
