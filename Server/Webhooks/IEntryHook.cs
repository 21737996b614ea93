namespace FastChat.Server.Webhooks;

/// <summary>Somebody in the process who is told as a webhook is. Thread-safe.</summary>
internal interface IEntryHook
{
    /// <summary>By which it is known across restarts; begins with <see cref="WebhookSetting.HookPrefix"/>.</summary>
    string Address { get; }

    /// <summary>An exception: it is told again later.</summary>
    ValueTask OnEntryAsync(WebhookEvent stored, CancellationToken cancellation);
}
