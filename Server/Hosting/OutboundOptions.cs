namespace FastChat.Server.Hosting;

/// <summary>Where the server may call by itself (push endpoints, webhooks) beyond public https addresses.</summary>
public sealed record OutboundOptions
{
    /// <summary>This machine.</summary>
    public bool AllowLoopback { get; init; }

    /// <summary>Private networks: a distributor or a webhook's receiver in one's own. Never link-local addresses.</summary>
    public bool AllowPrivate { get; init; }
}
