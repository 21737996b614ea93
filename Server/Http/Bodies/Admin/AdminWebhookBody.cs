namespace FastChat.Server.Http.Bodies.Admin;

/// <summary>An address that is told what happens; the secret is told once, when it is made.</summary>
internal sealed record AdminWebhookBody(
    string WebhookId,
    string Address,
    IReadOnlyList<string> Events,
    bool WithContent,
    bool FromOptions,
    bool Enabled,
    long? FailingSinceMs,
    long CreatedMs,
    string? Secret = null);
