using FastChat.Protocol.Identifiers;

namespace FastChat.Server.Routing;

/// <summary>What accounts want to be notified of. Thread-safe; each call is a few quick reads of storage.</summary>
internal interface INotificationRules
{
    /// <summary>What holds for an account in a conversation.</summary>
    NotificationRule Read(AccountId account, ConversationId conversation);

    /// <summary>Whether an account has blocked another: nothing of the other's is told to it.</summary>
    bool HasBlocked(AccountId account, AccountId other);
}
