using FastChat.Protocol;
using FastChat.Server.Handlers;
using FastChat.Server.Http.Bodies;

namespace FastChat.Server.Http;

/// <summary>Where other programs bring their messages in. The address holds the secret, as they expect it.</summary>
internal static class WebhookEndpoint
{
    public const string Path = "/v1/hooks";

    public static void MapWebhookEndpoint(this IEndpointRouteBuilder routes) =>
        routes.MapPost($"{Path}/{{token}}", PostAsync).WithTags("Webhooks").WithName("postWebhook").WithSummary("Bring a message in through a webhook.")
            .WithDescription("The token is told once, when a member who may makes the webhook (CreateWebhook in protocol.proto).")
            .Produces(StatusCodes.Status204NoContent).Refuses(Code.Malformed, Code.NotFound, Code.RateLimited, Code.Busy);

    private static async Task<IResult> PostAsync(string token, Body<WebhookPostBody> body, WebhookHandler webhooks)
    {
        await webhooks.PostAsync(token, body.Value.Text);
        return TypedResults.NoContent();
    }
}
