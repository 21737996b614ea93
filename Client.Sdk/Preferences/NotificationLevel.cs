namespace FastChat.Client;

/// <summary>What an account wants to be notified of. Numbers are the wire's.</summary>
public enum NotificationLevel
{
    /// <summary>Of a conversation: what <see cref="AccountSettings.Notifications"/> says. Of those: everything.</summary>
    Default = 0,

    /// <summary>Every message.</summary>
    All = 1,

    /// <summary>Messages that mention the account or everyone.</summary>
    Mentions = 2,

    /// <summary>Nothing.</summary>
    None = 3,
}
