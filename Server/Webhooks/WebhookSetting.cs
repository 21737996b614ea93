namespace FastChat.Server.Webhooks;

/// <summary>A webhook of the options.</summary>
internal sealed record WebhookSetting(string Address, byte[] Secret, byte[]? PreviousSecret, IReadOnlyList<string> Events, bool WithContent)
{
    /// <summary>In place of an address: the hook in the process.</summary>
    public const string HookAddress = "hook:after-send";

    public static WebhookSetting Hook { get; } = new(HookAddress, [], null, [], WithContent: true);

    public override string ToString() => nameof(WebhookSetting);
}
