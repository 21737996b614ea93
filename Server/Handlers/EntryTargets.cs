using FastChat.Protocol;
using FastChat.Protocol.Codec;
using FastChat.Protocol.Identifiers;

namespace FastChat.Server.Handlers;

/// <summary>Looks up the message that an edit, a deletion or a reaction refers to.</summary>
internal sealed class EntryTargets(IConversationPages pages)
{
    /// <summary>
    /// Why the target will not do, or null. Whether the sender is a member, the target visible to it, and the sender an admin
    /// where that is needed, is for the shard to check, which tells this only to those who are.
    /// </summary>
    public (Code Code, string Message)? Refusal(
        AccountId account,
        ConversationId conversation,
        in EntryFields entry,
        out bool needsModerator)
    {
        needsModerator = false;
        if (!TryFind(conversation, entry.TargetSequence, out var kind, out var sender) || kind != EntryKind.Message)
        {
            return (Code.TargetNotFound, "target_sequence names no message.");
        }

        switch (entry.Kind)
        {
            case EntryKind.Edit when sender != account:
                return (Code.Forbidden, "Only the sender edits a message.");
            case EntryKind.Delete:
                needsModerator = sender != account;
                return null;
            default:
                return null;
        }
    }

    private bool TryFind(ConversationId conversation, ulong sequence, out EntryKind kind, out AccountId sender)
    {
        var (foundKind, foundSender) = (EntryKind.Unspecified, AccountId.None);
        pages.ReadForward(conversation, sequence, (_, block) =>
        {
            if (BlockReader.TryOpen(block, out var reader))
            {
                while (reader.TryRead(out var entry))
                {
                    if (entry.Sequence == sequence)
                    {
                        (foundKind, foundSender) = (entry.Kind, entry.SenderAccount);
                    }
                }
            }

            return false;
        });
        (kind, sender) = (foundKind, foundSender);
        return kind != EntryKind.Unspecified;
    }
}
