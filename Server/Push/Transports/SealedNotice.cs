using System.Buffers.Text;
using FastChat.Protocol.Push;
using FastChat.Storage.Push;

namespace FastChat.Server.Push.Transports;

/// <summary>A notice for services that read what they carry: sealed to the device if it gave a key, and left out otherwise.</summary>
internal static class SealedNotice
{
    /// <summary>Null: the device gave no key.</summary>
    public static string? Of(PushSubscriptionRecord subscription, PushParcel parcel) => subscription.HasKeys
        ? Base64Url.EncodeToString(PushSeal.Seal(parcel.Notice, subscription.PublicKey, subscription.AuthSecret))
        : null;
}
