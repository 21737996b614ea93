using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Administration;
using FastChat.Server.Http.Bodies.Admin;
using FastChat.Server.Routing;
using FastChat.Server.Webhooks;
using FastChat.Storage.Webhooks;

namespace FastChat.Server.Http.Admin;

/// <summary>Addresses that are told what happens in conversations.</summary>
internal static class AdminWebhookEndpoints
{
    public static void MapAdminWebhooks(this RouteGroupBuilder admin)
    {
        admin.MapGet("/webhooks", List).WithName("adminListWebhooks").WithSummary("The webhooks, without their secrets.");
        admin.MapPost("/webhooks", CreateAsync).WithName("adminCreateWebhook").WithSummary("Tell an address what happens from now on. The secret is told in this answer alone.")
            .Produces<AdminWebhookBody>(StatusCodes.Status201Created).Refuses(Code.Malformed, Code.PushEndpointRefused, Code.Forbidden, Code.LimitReached, Code.Busy);
        var one = admin.MapGroup("/webhooks/{webhook}");
        one.MapDelete("", DeleteAsync).WithName("adminDeleteWebhook").WithSummary("Tell an address nothing more.")
            .Produces(StatusCodes.Status204NoContent).Refuses(Code.NotFound, Code.Forbidden, Code.Busy);
        one.MapPut("/enabled", EnableAsync).WithName("adminEnableWebhook").WithSummary("Go on telling a webhook that was disabled, where it stood.")
            .Produces(StatusCodes.Status204NoContent).Refuses(Code.NotFound, Code.Busy);
        one.MapPost("/secret", RotateAsync).WithName("adminRotateWebhookSecret").WithSummary("Give a webhook a new secret; the old one signs beside it for a day.")
            .Produces<WebhookSecretBody>().Refuses(Code.NotFound, Code.Forbidden, Code.Busy);
        one.MapPost("/replay", ReplayAsync).WithName("adminReplayWebhook").WithSummary("Tell a webhook again what happened.")
            .Produces<ReplayedBody>().Refuses(Code.NotFound, Code.Malformed, Code.Busy);
    }

    private static JsonResultOf<AdminWebhookListBody> List(AdminCaller caller, WebhookRegistry webhooks) => new(
        new AdminWebhookListBody([.. webhooks.List().Select(row => Body(row.Id, row.Record, null))]), JsonShapes.Default.AdminWebhookListBody);

    private static async Task<IResult> CreateAsync(AdminCaller caller, Body<NewWebhookBody> body, WebhookRegistry webhooks, AuditLog audit)
    {
        var request = body.Value;
        // Admins do not see what is said; who is on the machine could read it anyway.
        if (request.WithContent && !caller.IsOperator)
            throw new RefusalException(Code.Forbidden, "A webhook that gets what is said is made by a command on the server's machine, or in its options.");
        var (id, secret) = await audit.RunAsync(
            caller.Actor,
            request.WithContent ? "webhook.create-with-content" : "webhook.create",
            "",
            () => webhooks.CreateAsync(request.Address, request.Events ?? [], request.WithContent));
        var record = webhooks.List().First(row => row.Id == id).Record;
        return new JsonResultOf<AdminWebhookBody>(Body(id, record, secret), JsonShapes.Default.AdminWebhookBody, StatusCodes.Status201Created);
    }

    private static async Task<IResult> DeleteAsync(AdminCaller caller, string webhook, WebhookRegistry webhooks, AuditLog audit)
    {
        var id = Id(webhook);
        await audit.RunAsync(caller.Actor, "webhook.delete", id.ToString(), () => webhooks.DeleteAsync(id));
        return TypedResults.NoContent();
    }

    private static async Task<IResult> EnableAsync(AdminCaller caller, string webhook, WebhookRegistry webhooks, AuditLog audit)
    {
        var id = Id(webhook);
        await audit.RunAsync(caller.Actor, "webhook.enable", id.ToString(), () => webhooks.EnableAsync(id));
        return TypedResults.NoContent();
    }

    private static async Task<IResult> RotateAsync(AdminCaller caller, string webhook, WebhookRegistry webhooks, AuditLog audit)
    {
        var id = Id(webhook);
        var secret = await audit.RunAsync(caller.Actor, "webhook.secret", id.ToString(), () => webhooks.RotateSecretAsync(id));
        return new JsonResultOf<WebhookSecretBody>(new WebhookSecretBody(secret), JsonShapes.Default.WebhookSecretBody);
    }

    private static async Task<IResult> ReplayAsync(
        AdminCaller caller, string webhook, Body<ReplayBody> body, WebhookRegistry webhooks, AuditLog audit, TimeProvider time)
    {
        var id = Id(webhook);
        var count = await audit.RunAsync(caller.Actor, "webhook.replay", id.ToString(), () => SetBackAsync(webhooks, id, body.Value, time));
        return new JsonResultOf<ReplayedBody>(new ReplayedBody(count), JsonShapes.Default.ReplayedBody);
    }

    private static async Task<int> SetBackAsync(WebhookRegistry webhooks, WebhookId id, ReplayBody what, TimeProvider time)
    {
        switch (what)
        {
            case { Seconds: >= 1 and <= AdministrationLimits.SecondsMax and var seconds, Conversation: null, FromSequence: null }:
                return await webhooks.ReplayAsync(id, time.GetUtcNow().AddSeconds(-seconds));
            case { Seconds: null, Conversation: { } text, FromSequence: { } from } when ConversationId.TryParse(text, out var conversation):
                await webhooks.ReplayAsync(id, conversation, from);
                return 1;
            default:
                throw new RefusalException(
                    Code.Malformed, $"Either seconds, between 1 and {AdministrationLimits.SecondsMax}, or conversation and from_sequence.");
        }
    }

    private static WebhookId Id(string text) => Pages.Id<WebhookId>(text, WebhookId.TryParse);

    private static AdminWebhookBody Body(WebhookId id, WebhookRecord record, string? secret) => new(
        id.ToString(),
        record.Address,
        record.Events,
        record.WithContent,
        record.FromOptions,
        record.Enabled,
        record.CreatedMs,
        record.FailingSinceMs == 0 ? null : record.FailingSinceMs,
        secret);
}
