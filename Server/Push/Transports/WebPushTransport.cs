using System.Globalization;
using System.Net;
using FastChat.Protocol;
using FastChat.Protocol.Push;
using FastChat.Server.Outbound;
using FastChat.Storage.Push;

namespace FastChat.Server.Push.Transports;

/// <summary>
/// Web Push: delivery by RFC 8030, sealed by RFC 8291, the server known by RFC 8292. UnifiedPush distributors take the same.
/// Thread-safe.
/// </summary>
internal sealed class WebPushTransport(PushKind kind, OutboundHttp http, AddressPolicy policy, VapidKey vapid, TimeProvider time) : IPushTransport
{
    public PushKind Kind => kind;

    public (Code Code, string Message)? Refusal(PushSubscriptionRecord subscription) =>
        policy.Read(subscription.Endpoint) is null
            ? (Code.PushEndpointRefused, "The endpoint is an https address of a public host.")
            : subscription.HasKeys ? null : (Code.PushKeysInvalid, "Web Push needs the device's key and secret.");

    public string AuthorityOf(PushSubscriptionRecord subscription) => policy.Read(subscription.Endpoint)?.Authority ?? "";

    public async Task<PushResult> SendAsync(PushSubscriptionRecord subscription, PushParcel parcel, CancellationToken cancellation)
    {
        // Anew each time: the operator may have narrowed what may be called.
        if (policy.Read(subscription.Endpoint) is not { } endpoint) return new PushResult(PushOutcome.Dead, "address refused");
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint);
        request.Headers.TryAddWithoutValidation("Authorization", vapid.Authorize(endpoint));
        request.Headers.Add("TTL", ((long)parcel.Lifetime.TotalSeconds).ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("Topic", parcel.Tag);
        request.Headers.Add("Urgency", parcel.IsWithdrawal ? "low" : "high");
        request.Content = new ByteArrayContent(PushSeal.Seal(parcel.Notice, subscription.PublicKey, subscription.AuthSecret));
        request.Content.Headers.ContentType = new("application/octet-stream");
        request.Content.Headers.ContentEncoding.Add("aes128gcm");
        return await PushAttempt.RunAsync(() => http.SendAsync(request, cancellation), Judge, cancellation);
    }

    private PushResult Judge(OutboundAnswer answer)
    {
        var reason = ((int)answer.Status).ToString(CultureInfo.InvariantCulture);
        return answer switch
        {
            { IsSuccess: true } => new PushResult(PushOutcome.Taken, reason),
            { Status: HttpStatusCode.NotFound or HttpStatusCode.Gone } => new PushResult(PushOutcome.Dead, reason),
            { IsPassing: true } => new PushResult(PushOutcome.Retry, reason, answer.RetryAfter(time.GetUtcNow())),
            _ => new PushResult(PushOutcome.Refused, reason),
        };
    }
}
