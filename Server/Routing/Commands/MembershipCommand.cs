using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Delivery;

namespace FastChat.Server.Routing.Commands;

/// <summary>
/// A change of a group's members, roles or title: checked against the table of permissions, written with its log entry in
/// one batch. The result tells whether anything changed.
/// </summary>
internal abstract class MembershipCommand : ConversationRequest<bool>
{
    private readonly ulong _messageId;

    protected MembershipCommand(ConversationId conversation, DeviceLink link, ulong messageId)
    {
        Conversation = conversation;
        Actor = link.Account;
        Link = link;
        _messageId = messageId;
    }

    protected DeviceLink Link { get; }

    public sealed override void Apply(ShardTurn turn, LoadedConversation state)
    {
        if (!state.Exists || !state.RoleOf(Actor).IsMember())
        {
            Refuse(Code.NotFound, "No such conversation, or you are no member.");
        }
        else if (Refusal(state) is { } refusal)
        {
            Refuse(refusal.Code, refusal.Message);
        }
        else
        {
            Complete(turn, Change(turn, state));
        }
    }

    /// <summary>Why it may not be done, or null. Changes nothing.</summary>
    protected abstract (Code Code, string Message)? Refusal(LoadedConversation state);

    /// <summary>Does it; false if there was nothing to do.</summary>
    protected abstract bool Change(ShardTurn turn, LoadedConversation state);

    /// <summary>Writes the record under its next membership version, and the log entry; returns the entry's sequence.</summary>
    protected ulong Write(
        ShardTurn turn,
        LoadedConversation state,
        MembershipChange change,
        MembershipEffect effect,
        int memberCountChange = 0,
        string? title = null)
    {
        var record = state.Record!;
        state.Record = record with
        {
            MembershipVersion = record.MembershipVersion + 1,
            MemberCount = record.MemberCount + memberCountChange,
            Title = title ?? record.Title,
        };
        turn.Store.PutRecord(turn.Batch, state.Id, state.Record, state.Key!);
        change.MembershipVersion = state.Record.MembershipVersion;
        var entry = MembershipEntry.Encode(Actor, Link.Device, _messageId, change);
        return turn.AppendMembership(state, entry, Link.Device, effect);
    }

    /// <summary>The refusal if the actor's role does not allow it.</summary>
    protected (Code Code, string Message)? Unless(LoadedConversation state, Operation operation) =>
        state.Allows(operation, Actor) ? null : (Code.Forbidden, "Your role does not allow this.");
}
