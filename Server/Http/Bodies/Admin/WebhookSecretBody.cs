namespace FastChat.Server.Http.Bodies.Admin;

/// <summary>By which a webhook signs from now on; the one before signs too, for a day.</summary>
internal sealed record WebhookSecretBody(string Secret);
