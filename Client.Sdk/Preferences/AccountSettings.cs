namespace FastChat.Client;

/// <summary>What holds for the whole account, on all of its devices. Who may see something is enforced by the server.</summary>
/// <param name="Notifications">Of conversations that have no level of their own; <see cref="NotificationLevel.Default"/> is everything.</param>
/// <param name="Presence">Who sees that the account is online. One sees it of those who may see it of oneself.</param>
/// <param name="LastSeen">Who sees when it was last online. One sees it of those who may see it of oneself.</param>
/// <param name="ReadReceipts">
/// Who sees how far it has read. One sees it of those who may see it of oneself; in groups, only between accounts that show it to everyone.
/// </param>
/// <param name="Invitations">Who may add it to groups.</param>
public sealed record AccountSettings(
    NotificationLevel Notifications = NotificationLevel.Default,
    Audience Presence = Audience.Everyone,
    Audience LastSeen = Audience.Everyone,
    Audience ReadReceipts = Audience.Everyone,
    Audience Invitations = Audience.Everyone);
