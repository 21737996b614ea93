using FastChat.Server.Outbound;
using FastChat.Server.Webhooks;

namespace FastChat.Server.Hosting;

/// <summary>Puts webhooks together.</summary>
internal static class WebhookParts
{
    public static void AddWebhooks(this IServiceCollection services, ServerOptions options)
    {
        services.AddSingleton<WebhookFeed>().AddSingleton<WebhookRegistry>().AddSingleton<WebhookEvents>().AddSingleton<WebhookDelivery>();
        services.AddSingleton<IReadOnlyList<WebhookSetting>>(provider =>
        [
            .. options.Webhooks.Select(Setting),
            .. provider.GetServices<IEntryHook>().Select(WebhookSetting.Of),
        ]);
        services.AddHostedService<WebhookLoop>();
    }

    /// <summary>What is wrong with the webhooks of the options, a sentence each.</summary>
    public static IEnumerable<string> Check(ServerOptions options)
    {
        var policy = new AddressPolicy(new OutboundSettings(options.Outbound.AllowLoopback, options.Outbound.AllowPrivate));
        if (options.Webhooks.Count > WebhookLimits.WebhooksMax) yield return $"There are at most {WebhookLimits.WebhooksMax} Webhooks.";
        if (options.Webhooks.DistinctBy(webhook => webhook.Address).Count() != options.Webhooks.Count) yield return "Two Webhooks have the same Address.";
        for (var i = 0; i < options.Webhooks.Count; i++)
        {
            var webhook = options.Webhooks[i];
            if (policy.Read(webhook.Address) is null) yield return $"Webhooks:{i}:Address must be an https address that Outbound allows.";
            if (WebhookSecret.Read(webhook.Secret) is null) yield return $"Webhooks:{i}:Secret must be whsec_ and 24 to 64 bytes in base64.";
            if (webhook.PreviousSecret is { } before && WebhookSecret.Read(before) is null) yield return $"Webhooks:{i}:PreviousSecret must be whsec_ and 24 to 64 bytes in base64.";
            foreach (var unknown in webhook.Events.Except(WebhookEvents.Names)) yield return $"Webhooks:{i}:Events: there is no event '{unknown}'.";
        }
    }

    private static WebhookSetting Setting(WebhookOptions webhook) => new(
        webhook.Address,
        WebhookSecret.Read(webhook.Secret)!,
        webhook.PreviousSecret is { } before ? WebhookSecret.Read(before) : null,
        webhook.Events,
        webhook.WithContent);
}
