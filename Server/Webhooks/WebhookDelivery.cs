using System.Globalization;
using System.Net;
using System.Net.Mime;
using FastChat.Server.Diagnostics;
using FastChat.Server.Outbound;
using FastChat.Storage.Webhooks;

namespace FastChat.Server.Webhooks;

/// <summary>Tells a webhook entries of one conversation, one request each, in their order, by the Standard Webhooks convention. Thread-safe.</summary>
internal sealed partial class WebhookDelivery(
    WebhookEvents events, OutboundHttp http, AddressPolicy policy, IEnumerable<IEntryHook> hooks, TimeProvider time, ILogger<WebhookDelivery> log)
{
    private readonly IEntryHook[] _hooks = [.. hooks];

    public async Task<WebhookJob> RunAsync(WebhookPlace place, WebhookRecord webhook, ulong told, CancellationToken cancellation)
    {
        var (next, through) = events.Read(place.Conversation, told, WebhookLimits.EntriesMax, webhook.Events, webhook.WithContent);
        var done = told;
        foreach (var one in next)
        {
            var (failure, retryAfter, isGone) = webhook.Address.StartsWith(WebhookSetting.HookPrefix, StringComparison.Ordinal)
                ? await TellAsync(webhook.Address, one, cancellation)
                : await SendAsync(webhook, one, cancellation);
            Instruments.CountWebhook(failure is null);
            if (failure is not null) return new WebhookJob(place, told, done, failure, retryAfter, isGone);
            done = one.Sequence;
        }

        return new WebhookJob(place, told, through, null, TimeSpan.Zero, IsGone: false);
    }

    /// <summary>A hook in the process; one that is gone with a restart is told nothing.</summary>
    private async Task<(string? Failure, TimeSpan RetryAfter, bool IsGone)> TellAsync(string address, WebhookEvent one, CancellationToken cancellation)
    {
        if (_hooks.FirstOrDefault(hook => hook.Address == address) is not { } hook) return ("no hook", TimeSpan.Zero, false);
        try
        {
            await hook.OnEntryAsync(one, cancellation);
            return (null, TimeSpan.Zero, false);
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            LogHookFailed(failure);
            return ("exception", TimeSpan.Zero, false);
        }
    }

    private async Task<(string? Failure, TimeSpan RetryAfter, bool IsGone)> SendAsync(
        WebhookRecord webhook, WebhookEvent one, CancellationToken cancellation)
    {
        if (policy.Read(webhook.Address) is not { } address) return ("address refused", TimeSpan.Zero, false);
        var (now, body) = (time.GetUtcNow(), WebhookBody.Write(one));
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new(MediaTypeNames.Application.Json);
        request.Headers.Add("webhook-id", one.Id);
        request.Headers.Add("webhook-timestamp", now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", WebhookSecret.Sign(one.Id, now.ToUnixTimeSeconds(), body, Secrets(webhook, now)));
        var (answer, reason) = await OutboundAttempt.RunAsync(() => http.SendAsync(request, cancellation), cancellation);
        if (answer is null) return (reason, TimeSpan.Zero, false);
        return answer.IsSuccess
            ? (null, TimeSpan.Zero, false)
            : (((int)answer.Status).ToString(CultureInfo.InvariantCulture), answer.RetryAfter(now), answer.Status == HttpStatusCode.Gone);
    }

    private static IEnumerable<byte[]> Secrets(WebhookRecord webhook, DateTimeOffset now) =>
        webhook.PreviousSecret.Length > 0 && webhook.PreviousUntilMs > now.ToUnixTimeMilliseconds()
            ? [webhook.Secret, webhook.PreviousSecret]
            : [webhook.Secret];

    [LoggerMessage(EventIds.Webhooks + 5, LogLevel.Error, "A hook of the host's failed; it is told again later")]
    private partial void LogHookFailed(Exception failure);
}
