namespace FastChat.Server.Webhooks;

/// <summary>A webhook of the options.</summary>
internal sealed record WebhookSetting(string Address, byte[] Secret, byte[]? PreviousSecret, IReadOnlyList<string> Events, bool WithContent)
{
    /// <summary>Of what stands in place of an address: a hook in the process.</summary>
    public const string HookPrefix = "hook:";

    public static WebhookSetting Of(IEntryHook hook) => new(hook.Address, [], null, [], WithContent: true);

    public override string ToString() => nameof(WebhookSetting);
}
