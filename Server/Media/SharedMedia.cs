using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Routing;
using FastChat.Storage;
using FastChat.Storage.Media;

namespace FastChat.Server.Media;

/// <summary>Media that a conversation shares with its members: what they may see of its log refers to it, or it is its picture.</summary>
internal static class SharedMedia
{
    /// <summary>The conversation's reference, if the account may read it there; null: it may not, or there is none.</summary>
    public static MediaReferenceRecord? FindShared(this ChatDatabase database, AccountId account, ConversationId conversation, MediaId media)
    {
        if (database.Conversations.ReadRecord(conversation) is not { } record
            || database.Media.ReadReference(conversation, media) is not { } reference)
        {
            return null;
        }

        var group = record.Kind == ConversationKind.Direct ? null : database.Annotations.Groups.Read(conversation);
        var member = database.Members.Read(conversation, account);
        if (member is null || !Permissions.Allows(Operation.Read, record.Kind, member.Role))
        {
            // Everybody may look at what is public before joining.
            return group is { Handle.Length: > 0 } && group.Avatar == media ? reference : null;
        }

        return group?.Avatar == media || database.Annotations.MediaUses.IsUsedFrom(conversation, media, member.FirstVisibleSequence)
            ? reference
            : null;
    }
}
