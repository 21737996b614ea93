using FastChat.Protocol;
using FastChat.Storage.Records;
using MessagePack;

namespace FastChat.Storage.Push;

/// <summary>Where and how a device is pushed to while it is not connected.</summary>
public sealed record PushSubscriptionRecord(
    PushKind Kind,
    // The address of Web Push and UnifiedPush; the token of FCM; the device token of APNs.
    string Endpoint,
    // The device's P-256 point (65 bytes) and secret (16 bytes) of RFC 8291; empty where a platform's service needs none.
    byte[] PublicKey,
    byte[] AuthSecret,
    // Of APNs: the app; empty: the server's default.
    string Topic,
    // Whether notices hold the message, sealed to the device.
    bool Preview,
    // Whether notices are taken back once read elsewhere.
    bool Withdraw,
    long CreatedMs) : IStoredRecord<PushSubscriptionRecord>
{
    /// <summary>Whether anything can be sealed to the device.</summary>
    public bool HasKeys => PublicKey.Length > 0;

    static int IStoredRecord<PushSubscriptionRecord>.Elements => 8;

    static PushSubscriptionRecord IStoredRecord<PushSubscriptionRecord>.Read(ref MessagePackReader reader) => new(
        (PushKind)reader.ReadInt32(),
        reader.ReadText(),
        reader.ReadByteString(),
        reader.ReadByteString(),
        reader.ReadText(),
        reader.ReadBoolean(),
        reader.ReadBoolean(),
        reader.ReadInt64());

    void IStoredRecord<PushSubscriptionRecord>.Write(ref MessagePackWriter writer)
    {
        writer.Write((int)Kind);
        writer.Write(Endpoint);
        writer.Write(PublicKey);
        writer.Write(AuthSecret);
        writer.Write(Topic);
        writer.Write(Preview);
        writer.Write(Withdraw);
        writer.Write(CreatedMs);
    }

    /// <summary>Names the kind only: an endpoint is a capability.</summary>
    public override string ToString() => $"{nameof(PushSubscriptionRecord)} {{ {nameof(Kind)} = {Kind} }}";
}
