using FastChat.Server.Webhooks;

namespace FastChat.Server.Hosting;

/// <summary>Tells the host's after-send hook, as a webhook that is in the process.</summary>
internal sealed class ToldHook(IAfterSendHook hook) : IEntryHook
{
    public string Address => WebhookSetting.HookPrefix + "after-send";

    public ValueTask OnEntryAsync(WebhookEvent stored, CancellationToken cancellation) => hook.OnSentAsync(HookEntries.Of(stored), cancellation);
}
