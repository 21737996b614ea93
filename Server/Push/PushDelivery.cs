using System.Diagnostics;
using FastChat.Server.Diagnostics;
using FastChat.Server.Outbound;

namespace FastChat.Server.Push;

/// <summary>Hands pushes to their services, and leaves those alone that ask for it. Thread-safe.</summary>
internal sealed class PushDelivery(
    PushTransports transports, PushNotices notices, PushSubscriptions subscriptions, Pauses pauses, IPushTaker? taker = null)
{
    /// <summary>How much longer the service wants to be left alone.</summary>
    public TimeSpan PauseOf(PushJob job) =>
        transports.Find(job.Subscription.Kind) is { } transport ? pauses.Left(transport.AuthorityOf(job.Subscription)) : TimeSpan.Zero;

    public async Task<PushResult> SendAsync(PushJob job, CancellationToken cancellation)
    {
        // The operator took the credentials away: not the device's fault.
        if (transports.Find(job.Subscription.Kind) is not { } transport) return new PushResult(PushOutcome.Refused, "not configured");
        var parcel = notices.Write(job);
        if (taker is not null && await taker.TakeAsync(job, parcel, cancellation)) return new PushResult(PushOutcome.Taken, "host");
        var result = await transport.SendAsync(job.Subscription, parcel, cancellation);
        pauses.Set(transport.AuthorityOf(job.Subscription), result.RetryAfter);
        Instruments.Pushes.Add(1, new TagList { { "kind", job.Subscription.Kind.ToString() }, { "outcome", result.Outcome.ToString() } });
        return result;
    }

    /// <summary>The subscription is dead; a new one that the device made meanwhile is not.</summary>
    public Task EndAsync(PushJob job) => subscriptions.EndAsync(job.Place.Account, job.Place.Device, job.Subscription.Endpoint);
}
