using FastChat.Protocol;

namespace FastChat.Server.Routing;

/// <summary>What an account wants to be notified of in a conversation.</summary>
/// <param name="Level">All, mentions or none; the account's default where the conversation has none of its own.</param>
/// <param name="MutedUntilMs">Until then there is nothing, mentions included.</param>
internal readonly record struct NotificationRule(NotificationLevel Level, long MutedUntilMs)
{
    public static NotificationRule Everything => new(NotificationLevel.All, 0);

    /// <summary>Whether a message is to be notified of, now.</summary>
    public bool Allows(bool mentionsAccount, long nowMs) => MutedUntilMs <= nowMs
        && Level switch
        {
            NotificationLevel.None => false,
            NotificationLevel.Mentions => mentionsAccount,
            _ => true,
        };
}
