using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Delivery;
using FastChat.Storage.Annotations;

namespace FastChat.Server.Routing.Commands;

/// <summary>
/// An account joins by a link or a public handle, or asks to. The link is read on the loop, so that two who come at once do not both take its
/// last use.
/// </summary>
internal sealed class JoinCommand : ConversationRequest<JoinState>
{
    private readonly DeviceLink _link;
    private readonly ulong _messageId;
    private readonly InviteKey? _invite;
    private readonly string _handle;
    private readonly int _membersMax;
    private LoadedConversation? _asked;
    private (LoadedConversation State, MembershipEffect Effect)? _unlogged;

    /// <param name="conversation">Which.</param>
    /// <param name="link">Of whom.</param>
    /// <param name="messageId">Of the entry that says so.</param>
    /// <param name="invite">By which link; null: by the handle.</param>
    /// <param name="handle">Normalized; empty: by the link.</param>
    /// <param name="membersMax">Of a group.</param>
    public JoinCommand(ConversationId conversation, DeviceLink link, ulong messageId, InviteKey? invite, string handle, int membersMax)
    {
        Conversation = conversation;
        Actor = link.Account;
        (_link, _messageId, _invite, _handle, _membersMax) = (link, messageId, invite, handle, membersMax);
    }

    public override void Apply(ShardTurn turn, LoadedConversation state)
    {
        var invite = state.Exists && _invite is { } key ? turn.Store.Annotations.Invites.Read(state.Id, key) : null;
        if (!state.Exists || (_invite is null ? state.Group?.Handle != _handle : invite is null))
        {
            Refuse(Code.InviteInvalid, "There is no such link or handle.");
        }
        else if (state.RoleOf(Actor).IsMember())
        {
            Complete(turn, JoinState.Member);
        }
        else if (invite?.IsOpen(turn.NowMs) == false)
        {
            Refuse(Code.InviteInvalid, "There is no such link or handle.");
        }
        else if (state.Members[Actor].IsBanned(turn.NowMs))
        {
            Refuse(Code.Banned, "You are banned here.");
        }
        else if (invite is { NeedsApproval: true })
        {
            Ask(turn, state);
        }
        else if (state.Record!.Kind == ConversationKind.Group && state.Record.MemberCount >= _membersMax)
        {
            Refuse(Code.LimitReached, $"A group holds at most {_membersMax} members.");
        }
        else
        {
            Join(turn, state, invite);
        }
    }

    public override void Committed(ShardLoop loop)
    {
        if (_asked is { } state)
        {
            Publisher.SendChanged(state);
        }

        if (_unlogged is { } done)
        {
            loop.Publisher.Unlogged(done.State, done.Effect);
        }

        base.Committed(loop);
    }

    private void Ask(ShardTurn turn, LoadedConversation state)
    {
        var requests = turn.Store.Annotations.JoinRequests;
        if (requests.Read(state.Id, Actor) is null)
        {
            if (requests.Count(state.Id, ProtocolLimits.JoinRequestsMax) == ProtocolLimits.JoinRequestsMax)
            {
                Refuse(Code.LimitReached, $"At most {ProtocolLimits.JoinRequestsMax} ask to join at a time.");
                return;
            }

            requests.Put(turn.Batch, state.Id, Actor, new JoinRequestRecord(turn.NowMs, _invite!.Value), state.Key!);
            turn.Touch(state);
            state.HeadIsDirty = true;
            state.TurnIsOver = true;
            _asked = state;
        }

        Complete(turn, JoinState.Requested);
    }

    private void Join(ShardTurn turn, LoadedConversation state, InviteRecord? invite)
    {
        if (invite is not null)
        {
            turn.Store.Annotations.Invites.Put(turn.Batch, state.Id, _invite!.Value, invite with { Uses = invite.Uses + 1 }, state.Key!);
        }

        turn.Store.Annotations.JoinRequests.Delete(turn.Batch, state.Id, Actor);
        var change = new MembershipChange { Added = new MembersAdded { Accounts = { Actor.ToByteString() } } };
        var written = MembershipWrite.Apply(
            turn, state, Actor, _link.Device, _messageId, change, new MembershipEffect([Actor], AccountId.None), memberCountChange: 1);
        _unlogged = written.Unlogged is { } unlogged ? (state, unlogged) : null;
        MemberRows.Add(turn, state, Actor, Role.Member, written.Sequence);
        Complete(turn, JoinState.Member);
    }
}
