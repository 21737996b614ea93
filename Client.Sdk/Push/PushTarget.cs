namespace FastChat.Client;

/// <summary>Where this device is to be pushed to. Made by one of the methods.</summary>
public sealed record PushTarget
{
    private PushTarget(PushKind kind, string endpoint)
    {
        ArgumentException.ThrowIfNullOrEmpty(endpoint);
        (Kind, Endpoint) = (kind, endpoint);
    }

    /// <summary>The way.</summary>
    public PushKind Kind { get; }

    /// <summary>The address, or the token.</summary>
    public string Endpoint { get; }

    /// <summary>The app's bundle id at Apple; null: the server's default.</summary>
    public string? Topic { get; private init; }

    /// <summary>Notices hold the message, sealed to this device, if the operator allows it. Otherwise they say only that there is one.</summary>
    public bool Preview { get; init; }

    /// <summary>Notices are not taken back once read elsewhere: for browsers that insist on showing something for each push.</summary>
    public bool KeepRead { get; init; }

    internal ReadOnlyMemory<byte> PublicKey { get; private init; }

    internal ReadOnlyMemory<byte> AuthSecret { get; private init; }

    /// <summary>What a browser's <c>PushManager.subscribe</c> gave. The browser holds the key, so the notice is opened there.</summary>
    /// <param name="endpoint">Its address.</param>
    /// <param name="publicKey">The key "p256dh": 65 bytes.</param>
    /// <param name="authSecret">The secret "auth": 16 bytes.</param>
    public static PushTarget WebPush(string endpoint, ReadOnlyMemory<byte> publicKey, ReadOnlyMemory<byte> authSecret) =>
        new(PushKind.WebPush, endpoint) { PublicKey = publicKey.ToArray(), AuthSecret = authSecret.ToArray() };

    /// <summary>What a UnifiedPush distributor gave. The key is made and kept by the SDK.</summary>
    /// <param name="endpoint">Its address.</param>
    public static PushTarget UnifiedPush(string endpoint) => new(PushKind.UnifiedPush, endpoint);

    /// <summary>What Firebase gave. Notices are sealed to a key that is made and kept by the SDK.</summary>
    /// <param name="token">The registration token.</param>
    public static PushTarget Fcm(string token) => new(PushKind.Fcm, token);

    /// <summary>What Apple gave. Notices are sealed to a key that is made and kept by the SDK.</summary>
    /// <param name="deviceToken">The device token's bytes.</param>
    /// <param name="topic">The app's bundle id; null: the server's default.</param>
    public static PushTarget Apns(ReadOnlyMemory<byte> deviceToken, string? topic = null) =>
        new(PushKind.Apns, Convert.ToHexStringLower(deviceToken.Span)) { Topic = topic };
}
