namespace FastChat.Server.Http.Bodies.Admin;

/// <summary>A new secret of a webhook; the one before signs beside it for a day.</summary>
internal sealed record WebhookSecretBody(string Secret)
{
    /// <summary>Names nothing: it holds a secret.</summary>
    public override string ToString() => nameof(WebhookSecretBody);
}
