using FastChat.Protocol;
using FastChat.Storage.Push;

namespace FastChat.Server.Push;

/// <summary>One way to reach devices that are not connected. Thread-safe.</summary>
internal interface IPushTransport
{
    PushKind Kind { get; }

    /// <summary>Why a subscription of this kind cannot be taken; null: it can.</summary>
    (Code Code, string Message)? Refusal(PushSubscriptionRecord subscription);

    /// <summary>The server that a push goes to, which may ask to be left alone.</summary>
    string AuthorityOf(PushSubscriptionRecord subscription);

    /// <summary>Hands one push over. Never throws but for cancellation: what goes wrong is an outcome.</summary>
    Task<PushResult> SendAsync(PushSubscriptionRecord subscription, PushParcel parcel, CancellationToken cancellation);
}
