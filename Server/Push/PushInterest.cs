using FastChat.Protocol.Identifiers;
using FastChat.Server.Routing;
using FastChat.Storage;

namespace FastChat.Server.Push;

/// <summary>
/// Which message an account wants to be told of: asked when messages come, and once more when the push leaves, because it may have blocked,
/// muted, read or left since. One thread.
/// </summary>
internal sealed class PushInterest(ChatDatabase database, INotificationRules rules, TimeProvider time)
{
    /// <summary>The newest of these messages that it wants to be told of now; null: none.</summary>
    public NotableMessage? Newest(ConversationId conversation, AccountId account, IReadOnlyList<NotableMessage> messages)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var rule = rules.Read(account, conversation);
        if (!rule.Allows(mentionsAccount: true, now) || database.Members.Read(conversation, account) is not { } member) return null;
        var after = Math.Max(database.Cursors.Read(conversation, account)?.ReadSequence ?? 0, member.FirstVisibleSequence - 1);
        return messages.LastOrDefault(message =>
            message.Sequence > after
            && message.Sender != account
            && rule.Allows(message.Mentions(account), now)
            && (message.Mentions(account) || Follows(conversation, account, message.ThreadRoot))
            && !rules.HasBlocked(account, message.Sender));
    }

    /// <summary>Not of a thread, or of one that the account has read in or written in.</summary>
    private bool Follows(ConversationId conversation, AccountId account, ulong threadRoot) =>
        threadRoot == 0 || database.Annotations.Threads.ReadCursors(conversation, account) is { } read && read.Cursors.Any(cursor => cursor.Root == threadRoot);
}
