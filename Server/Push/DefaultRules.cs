using FastChat.Protocol.Identifiers;

namespace FastChat.Server.Push;

/// <summary>Everybody is notified of everything that is not silent.</summary>
internal sealed class DefaultRules : INotificationRules
{
    public NotificationLevel LevelOf(AccountId account, ConversationId conversation, DateTimeOffset now) => NotificationLevel.All;

    public bool IsBlocked(AccountId account, AccountId sender) => false;
}
