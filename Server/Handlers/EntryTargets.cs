using FastChat.Protocol;
using FastChat.Protocol.Codec;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Routing;

namespace FastChat.Server.Handlers;

/// <summary>Looks up the message that an entry refers to: one to edit, delete, react to, pin, answer or vote on.</summary>
internal sealed class EntryTargets(IConversationPages pages, TimeProvider time)
{
    private static readonly (Code Code, string Message) NoMessage = (Code.TargetNotFound, "target_sequence names no message.");

    /// <summary>
    /// Why the target will not do, or null. Whether the sender is a member, the target visible to it, and the sender allowed
    /// what <paramref name="needs"/> says, is for the shard to check, which tells this only to those who are.
    /// </summary>
    public (Code Code, string Message)? Refusal(
        AccountId account,
        ConversationId conversation,
        in EntryFields entry,
        ref Permission needs)
    {
        if (Find(conversation, entry.TargetSequence) is not { Kind: EntryKind.Message } target
            || (target.Has(EntryFlag.Removed) && entry.Kind != EntryKind.Delete && !TakesBack(in entry)))
        {
            return NoMessage;
        }

        switch (entry.Kind)
        {
            case EntryKind.Message:
                return target.Root == 0 ? null : (Code.TargetNotFound, "A reply is no root of a thread.");
            case EntryKind.Edit when target.Sender != account:
                return (Code.Forbidden, "Only the sender edits a message.");
            case EntryKind.Edit:
                return target.PollOptions == 0 ? null : (Code.TargetNotFound, "A poll is not edited.");
            case EntryKind.Delete:
                needs = target.Sender == account ? Permission.None : Permission.DeleteMessages;
                return null;
            case EntryKind.Pin:
                needs = Permission.Pin;
                return null;
            case EntryKind.Vote:
                needs = Permission.React;
                return target.Has(EntryFlag.Anonymous)
                    ? (Code.TargetNotFound, "Votes in an anonymous poll are cast with CastVote.")
                    : VoteRefusal(conversation, entry.TargetSequence, in target, entry.Choices);
            case EntryKind.PollClosed:
                needs = target.Sender == account ? Permission.Send : Permission.DeleteMessages;
                return target.PollOptions > 0 ? null : (Code.TargetNotFound, "target_sequence names no poll.");
            default:
                return null;
        }
    }

    /// <summary>Why these choices cannot be a vote on the message, or null.</summary>
    public (Code Code, string Message)? VoteRefusal(
        ConversationId conversation, ulong sequence, in EntryTarget poll, uint choices)
    {
        if (poll.PollOptions == 0)
        {
            return (Code.TargetNotFound, "target_sequence names no poll.");
        }

        return poll.ClosesMs < time.GetUtcNow().ToUnixTimeMilliseconds() || IsClosed(conversation, sequence)
            ? (Code.PollClosed, "The poll is closed.")
            : EntryRules.ChoicesRefusal(choices, poll.PollOptions, poll.Has(EntryFlag.Multiple));
    }

    /// <summary>Null: the log has no such entry.</summary>
    public EntryTarget? Find(ConversationId conversation, ulong sequence)
    {
        EntryTarget? target = null;
        pages.ReadForward(conversation, sequence, (_, block) =>
        {
            if (StoredEntry.TryFind(block, sequence, out var entry))
            {
                BlockReader.TryOpen(block, out var reader);
                var fields = entry.Fields;
                target = new EntryTarget(
                    entry.Kind,
                    entry.SenderAccount,
                    entry.TargetSequence,
                    entry.Flags,
                    fields.PollOptions,
                    fields.ClosesAfterSeconds == 0 ? long.MaxValue : reader.ServerTimeMs + (fields.ClosesAfterSeconds * 1_000L));
            }

            return false;
        });
        return target;
    }

    private bool IsClosed(ConversationId conversation, ulong poll)
    {
        var closed = false;
        pages.ReadTargets(conversation, poll, poll, poll, (_, _, kind) => !(closed = kind == EntryKind.PollClosed));
        return closed;
    }

    private static bool TakesBack(in EntryFields entry) =>
        entry.Kind == EntryKind.Pin && (entry.Flags & (uint)EntryFlag.Off) != 0;
}
