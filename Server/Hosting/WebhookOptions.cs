namespace FastChat.Server.Hosting;

/// <summary>An address that is told what happens in conversations, by the Standard Webhooks convention.</summary>
public sealed record WebhookOptions
{
    /// <summary>https; what <see cref="ServerOptions.Outbound"/> allows.</summary>
    public string Address { get; init; } = "";

    /// <summary>`whsec_` and 24 to 64 bytes in base64: signs what is sent.</summary>
    public string Secret { get; init; } = "";

    /// <summary>The secret before it, which signs as well while receivers change; null: none.</summary>
    public string? PreviousSecret { get; init; }

    /// <summary>Names of events, such as `message.created`; none: all.</summary>
    public IReadOnlyList<string> Events { get; init; } = [];

    /// <summary>Whether events hold what was said, in conversations that the server can read.</summary>
    public bool WithContent { get; init; } = true;

    /// <summary>Names nothing: it holds a secret.</summary>
    public override string ToString() => nameof(WebhookOptions);
}
