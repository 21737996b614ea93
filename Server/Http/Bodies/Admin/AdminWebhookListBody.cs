namespace FastChat.Server.Http.Bodies.Admin;

/// <summary>All webhooks, those of the options too.</summary>
internal sealed record AdminWebhookListBody(IReadOnlyList<AdminWebhookBody> Webhooks);
