using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Delivery;

namespace FastChat.Server.Routing.Commands;

/// <summary>
/// A change of a group's members, roles or settings: checked against the table of permissions, written with its log entry in
/// one batch. The result tells whether anything changed.
/// </summary>
internal abstract class MembershipCommand : ConversationRequest<bool>
{
    private readonly ulong _messageId;
    private (LoadedConversation State, MembershipEffect Effect)? _unlogged;

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
        else if (Refusal(turn, state) is { } refusal)
        {
            Refuse(refusal.Code, refusal.Message);
        }
        else
        {
            Complete(turn, Change(turn, state));
        }
    }

    public override void Committed(ShardLoop loop)
    {
        if (_unlogged is { } done)
        {
            loop.Publisher.Unlogged(done.State, done.Effect);
        }

        base.Committed(loop);
    }

    /// <summary>Why it may not be done, or null. Changes nothing.</summary>
    protected abstract (Code Code, string Message)? Refusal(ShardTurn turn, LoadedConversation state);

    /// <summary>Does it; false if there was nothing to do.</summary>
    protected abstract bool Change(ShardTurn turn, LoadedConversation state);

    /// <summary>Writes the change; see <see cref="MembershipWrite"/>. Returns the sequence of its entry, or of the next one.</summary>
    protected ulong Write(
        ShardTurn turn,
        LoadedConversation state,
        MembershipChange change,
        MembershipEffect? effect = null,
        int memberCountChange = 0,
        string? title = null)
    {
        var written = MembershipWrite.Apply(
            turn, state, Actor, Link.Device, _messageId, change, effect ?? MembershipEffect.None, memberCountChange, title);
        _unlogged = written.Unlogged is { } unlogged ? (state, unlogged) : null;
        return written.Sequence;
    }

    /// <summary>The refusal if the actor has no permission for it.</summary>
    protected (Code Code, string Message)? Unless(LoadedConversation state, Operation operation) =>
        state.Allows(operation, Actor) ? null : (Code.Forbidden, "You have no permission for this here.");

    protected static (Code Code, string Message)? If(bool refused, Code code, string message) => refused ? (code, message) : null;

    /// <summary>The same as <see cref="Unless"/>, and if the other is not of a lower rank. Who is no member ranks below all.</summary>
    protected (Code Code, string Message)? UnlessOn(LoadedConversation state, Operation operation, AccountId other) =>
        Unless(state, operation)
        ?? If(!Permissions.IsBeneath(state.RoleOf(other), state.RoleOf(Actor)), Code.Forbidden, "This member does not rank below you.");
}
