using FastChat.Protocol.Identifiers;

namespace FastChat.Server.Push;

/// <summary>Whether an account may be notified. Beside this, a message's own header decides: silent ones notify nobody. Thread-safe.</summary>
internal interface INotificationRules
{
    /// <summary>What the account wants of the conversation at this time; muted: nothing.</summary>
    NotificationLevel LevelOf(AccountId account, ConversationId conversation, DateTimeOffset now);

    /// <summary>Whether the account does not want to hear of this sender.</summary>
    bool IsBlocked(AccountId account, AccountId sender);
}
