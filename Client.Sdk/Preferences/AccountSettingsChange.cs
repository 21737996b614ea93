namespace FastChat.Client;

/// <summary>Changes of <see cref="AccountSettings"/>: what is null stays as it is, also where another device has changed it meanwhile.</summary>
public sealed record AccountSettingsChange
{
    /// <summary>See <see cref="AccountSettings.Notifications"/>.</summary>
    public NotificationLevel? Notifications { get; init; }

    /// <summary>See <see cref="AccountSettings.Presence"/>.</summary>
    public Audience? Presence { get; init; }

    /// <summary>See <see cref="AccountSettings.LastSeen"/>.</summary>
    public Audience? LastSeen { get; init; }

    /// <summary>See <see cref="AccountSettings.ReadReceipts"/>.</summary>
    public Audience? ReadReceipts { get; init; }

    /// <summary>See <see cref="AccountSettings.Invitations"/>.</summary>
    public Audience? Invitations { get; init; }
}
