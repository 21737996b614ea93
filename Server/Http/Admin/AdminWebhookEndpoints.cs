using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Administration;
using FastChat.Server.Http.Bodies.Admin;
using FastChat.Server.Routing;
using FastChat.Server.Webhooks;
using FastChat.Storage.Webhooks;

namespace FastChat.Server.Http.Admin;

/// <summary>Outgoing webhooks: addresses that the server tells what happens in conversations.</summary>
internal static class AdminWebhookEndpoints
{
    public static void MapAdminWebhooks(this RouteGroupBuilder admin)
    {
        admin.MapGet("/webhooks", List).WithName("adminListWebhooks").WithSummary("The webhooks, those of the options too, without their secrets.");
        admin.MapPost("/webhooks", CreateAsync).WithName("adminCreateWebhook").WithSummary("Make a webhook. Its secret is told in this answer and never again.")
            .Produces<AdminWebhookBody>(StatusCodes.Status201Created).Refuses(Code.Malformed, Code.PushEndpointRefused, Code.LimitReached);
        var one = admin.MapGroup("/webhooks/{webhook}");
        one.MapPost("/secret", RotateAsync).WithName("adminRotateWebhookSecret").WithSummary("Give it a new secret; the one before signs too, for a day.")
            .Produces<WebhookSecretBody>().Refuses(Code.NotFound, Code.Forbidden);
        one.MapPut("/enabled", EnableAsync).WithName("adminEnableWebhook").WithSummary("Go on telling one that was disabled, where it stood.")
            .Produces(StatusCodes.Status204NoContent).Refuses(Code.NotFound);
        one.MapPost("/replay", ReplayAsync).WithName("adminReplayWebhook").WithSummary("Tell it again what it was told.")
            .Produces<ReplayedBody>().Refuses(Code.NotFound, Code.Malformed);
        one.MapDelete("", DeleteAsync).WithName("adminDeleteWebhook").WithSummary("Tell it nothing any more.")
            .Produces(StatusCodes.Status204NoContent).Refuses(Code.NotFound, Code.Forbidden);
    }

    private static JsonResultOf<AdminWebhookListBody> List(AdminCaller caller, WebhookRegistry webhooks) => new(
        new AdminWebhookListBody([.. webhooks.List().Select(webhook => Body(webhook.Id, webhook.Record))]), JsonShapes.Default.AdminWebhookListBody);

    private static async Task<IResult> CreateAsync(AdminCaller caller, Body<NewWebhookBody> body, WebhookRegistry webhooks, AuditLog audit)
    {
        var asked = body.Value;
        var (id, secret) = await audit.RunAsync(
            caller.Actor, "webhook.create", "", () => webhooks.CreateAsync(asked.Address, asked.Events ?? [], asked.WithContent));
        var made = webhooks.List().First(webhook => webhook.Id == id).Record;
        return new JsonResultOf<AdminWebhookBody>(
            Body(id, made) with { Secret = secret }, JsonShapes.Default.AdminWebhookBody, StatusCodes.Status201Created);
    }

    private static async Task<JsonResultOf<WebhookSecretBody>> RotateAsync(AdminCaller caller, string webhook, WebhookRegistry webhooks, AuditLog audit)
    {
        var id = Id(webhook);
        var secret = await audit.RunAsync(caller.Actor, "webhook.secret", id.ToString(), () => webhooks.RotateSecretAsync(id));
        return new JsonResultOf<WebhookSecretBody>(new WebhookSecretBody(secret), JsonShapes.Default.WebhookSecretBody);
    }

    private static async Task<IResult> EnableAsync(AdminCaller caller, string webhook, WebhookRegistry webhooks, AuditLog audit)
    {
        var id = Id(webhook);
        await audit.RunAsync(caller.Actor, "webhook.enable", id.ToString(), () => webhooks.EnableAsync(id));
        return TypedResults.NoContent();
    }

    private static async Task<JsonResultOf<ReplayedBody>> ReplayAsync(
        AdminCaller caller, string webhook, Body<ReplayBody> body, WebhookRegistry webhooks, TimeProvider time, AuditLog audit)
    {
        var (id, asked) = (Id(webhook), body.Value);
        var count = await audit.RunAsync(caller.Actor, "webhook.replay", id.ToString(), async () =>
        {
            if (asked is { Conversation: null, FromSequence: null, Seconds: >= 0 and <= AdministrationLimits.SecondsMax and var seconds })
                return await webhooks.ReplayAsync(id, time.GetUtcNow() - TimeSpan.FromSeconds(seconds));
            if (asked is not { Conversation: { } text, FromSequence: >= 0 and var from, Seconds: null } || !ConversationId.TryParse(text, out var conversation))
                throw new RefusalException(Code.Malformed, "Give conversation and from_sequence, or seconds.");
            await webhooks.ReplayAsync(id, conversation, (ulong)from);
            return 1;
        });
        return new JsonResultOf<ReplayedBody>(new ReplayedBody(count), JsonShapes.Default.ReplayedBody);
    }

    private static async Task<IResult> DeleteAsync(AdminCaller caller, string webhook, WebhookRegistry webhooks, AuditLog audit)
    {
        var id = Id(webhook);
        await audit.RunAsync(caller.Actor, "webhook.delete", id.ToString(), () => webhooks.DeleteAsync(id));
        return TypedResults.NoContent();
    }

    private static WebhookId Id(string text) => Pages.Id<WebhookId>(text, WebhookId.TryParse);

    private static AdminWebhookBody Body(WebhookId id, WebhookRecord record) => new(
        id.ToString(),
        record.Address,
        record.Events,
        record.WithContent,
        record.FromOptions,
        record.Enabled,
        record.FailingSinceMs == 0 ? null : record.FailingSinceMs,
        record.CreatedMs);
}
