namespace FastChat.Server.Hosting;

/// <summary>Push to devices that are not connected. Web Push and UnifiedPush work as they are; FCM and APNs need credentials.</summary>
public sealed record PushOptions
{
    /// <summary>False: devices cannot subscribe, and nobody is pushed to.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>`mailto:` or `https:` of the operator, told to push services (RFC 8292). Apple's insists on one.</summary>
    public string? VapidSubject { get; init; }

    /// <summary>The P-256 private key (32 bytes, base64url) that push services know the server by; null: the database's own.</summary>
    public string? VapidPrivateKey { get; init; }

    /// <summary>The JSON file of a Firebase service account; null: no FCM.</summary>
    public string? FcmServiceAccountPath { get; init; }

    /// <summary>Where FCM is.</summary>
    public string FcmAddress { get; init; } = "https://fcm.googleapis.com";

    /// <summary>Apple's .p8 key; null: no APNs.</summary>
    public string? ApnsKeyPath { get; init; }

    /// <summary>The id of Apple's key.</summary>
    public string ApnsKeyId { get; init; } = "";

    /// <summary>The developer team's id.</summary>
    public string ApnsTeamId { get; init; } = "";

    /// <summary>The app's bundle id, for devices that name none.</summary>
    public string ApnsTopic { get; init; } = "";

    /// <summary>Where APNs is; `https://api.sandbox.push.apple.com` for apps under development.</summary>
    public string ApnsAddress { get; init; } = "https://api.push.apple.com";

    /// <summary>Whether devices may have messages in their notices, sealed to them.</summary>
    public bool PreviewsAllowed { get; init; } = true;

    /// <summary>How long the first message waits for more of its conversation, or to be read.</summary>
    public int QuietSeconds { get; init; } = 2;

    /// <summary>The least time between two pushes about one conversation to one device.</summary>
    public int IntervalSeconds { get; init; } = 15;

    /// <summary>A connected device at which nobody did anything for so long is pushed to as well.</summary>
    public int IdleSeconds { get; init; } = 300;

    /// <summary>How long services keep a push for a device that is off, and how long the server tries.</summary>
    public int LifetimeSeconds { get; init; } = 24 * 60 * 60;

    /// <summary>Names nothing: options hold a key.</summary>
    public override string ToString() => nameof(PushOptions);
}
