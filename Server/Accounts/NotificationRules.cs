using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Protocol.Personal;
using FastChat.Server.Routing;
using FastChat.Storage;

namespace FastChat.Server.Accounts;

/// <summary>Reads what accounts want to be notified of from the rows that they keep for themselves; most keep none.</summary>
internal sealed class NotificationRules(ChatDatabase database) : INotificationRules
{
    public NotificationRule Read(AccountId account, ConversationId conversation)
    {
        if (database.Personal.ReadHead(account) is null) return NotificationRule.Everything;
        var row = database.Personal.Read(account, PersonalKey.Conversation(conversation))?.Conversation;
        var level = row?.Level ?? NotificationLevel.Unspecified;
        if (level == NotificationLevel.Unspecified)
            level = database.Personal.Read(account, PersonalKey.Settings)?.Settings.Level ?? NotificationLevel.Unspecified;
        return new NotificationRule(level == NotificationLevel.Unspecified ? NotificationLevel.All : level, row?.MutedUntilMs ?? 0);
    }

    public bool HasBlocked(AccountId account, AccountId other) => database.Personal.HasBlocked(account, other);
}
