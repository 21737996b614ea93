namespace FastChat.Server.Http.Bodies.Admin;

/// <summary>All webhooks, without their secrets.</summary>
internal sealed record AdminWebhookListBody(IReadOnlyList<AdminWebhookBody> Webhooks);
