namespace FastChat.Client;

/// <summary>A way to be told of messages while this device is not connected.</summary>
public enum PushKind
{
    /// <summary>None of those below.</summary>
    None = 0,

    /// <summary>A browser's push service: RFC 8030, RFC 8291, RFC 8292.</summary>
    WebPush = 1,

    /// <summary>A UnifiedPush distributor, which takes the same.</summary>
    UnifiedPush = 2,

    /// <summary>Firebase Cloud Messaging.</summary>
    Fcm = 3,

    /// <summary>Apple's push notification service.</summary>
    Apns = 4,
}
