using System.Buffers.Text;
using System.Text.Json;
using FastChat.Protocol.Push;
using FastChat.Storage.Push;

namespace FastChat.Server.Push.Transports;

/// <summary>A notice for services that read what they carry: sealed to the device if it gave a key, and left out otherwise.</summary>
internal static class SealedNotice
{
    /// <summary>Writes what such a service carries into the object that is open: kind and tag, and the notice for a device that gave a key.</summary>
    public static void Write(Utf8JsonWriter json, PushSubscriptionRecord subscription, PushParcel parcel)
    {
        json.WriteString("kind", parcel.Kind);
        json.WriteString("tag", parcel.Tag);
        if (subscription.HasKeys)
            json.WriteString("fastchat", Base64Url.EncodeToString(PushSeal.Seal(parcel.Notice, subscription.PublicKey, subscription.AuthSecret)));
    }
}
