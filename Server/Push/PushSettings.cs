namespace FastChat.Server.Push;

/// <summary>How pushes are made, as the operator set it.</summary>
internal sealed record PushSettings
{
    /// <summary>How long a device's first message of a conversation waits for more, or to be read.</summary>
    public TimeSpan Quiet { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The least time between two pushes about one conversation to one device.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>A connected device whose user has done nothing for so long is pushed to as well.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a connection that is dead may look alive: two keep-alive intervals.</summary>
    public TimeSpan Hold { get; init; } = TimeSpan.FromSeconds(65);

    /// <summary>How long services keep a push for a device that is off, and how long the server tries.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Whether devices may ask for notices that hold the message.</summary>
    public bool PreviewsAllowed { get; init; } = true;

    /// <summary>`mailto:` or `https:` of the operator, for push services (RFC 8292, 2.1).</summary>
    public string? VapidSubject { get; init; }

    /// <summary>The private scalar (32 bytes); null: the database's own.</summary>
    public byte[]? VapidKey { get; init; }

    public FcmSettings? Fcm { get; init; }

    public ApnsSettings? Apns { get; init; }
}
