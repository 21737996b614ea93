using FastChat.Protocol.Identifiers;
using FastChat.Server.Routing;

namespace FastChat.Server.Push;

/// <summary>Everybody is notified of everything that is not silent.</summary>
internal sealed class DefaultRules : INotificationRules
{
    public NotificationRule Read(AccountId account, ConversationId conversation) => NotificationRule.Everything;

    public bool HasBlocked(AccountId account, AccountId other) => false;
}
