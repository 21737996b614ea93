using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Delivery;
using FastChat.Storage.Annotations;

namespace FastChat.Server.Routing.Commands;

/// <summary>Makes a link by which one can join, or revokes one. Links that are over make room.</summary>
/// <param name="conversation">Where.</param>
/// <param name="link">Of whom.</param>
/// <param name="invite">What the link's secret hashes to.</param>
/// <param name="record">Null: it is revoked.</param>
internal sealed class PutInviteCommand(ConversationId conversation, DeviceLink link, InviteKey invite, InviteRecord? record)
    : MembershipCommand(conversation, link, messageId: 0)
{
    protected override (Code Code, string Message)? Refusal(ShardTurn turn, LoadedConversation state) =>
        Unless(state, Operation.Invite)
        ?? If(
            record is not null
                && turn.Store.Annotations.Invites.ReadAll(state.Id).Count(row => row.Invite.IsOpen(turn.NowMs)) >= ProtocolLimits.InvitesMax,
            Code.LimitReached,
            $"At most {ProtocolLimits.InvitesMax} links at a time; revoke one.");

    protected override bool Change(ShardTurn turn, LoadedConversation state)
    {
        var invites = turn.Store.Annotations.Invites;
        if (record is not null && invites.Read(state.Id, invite) is not null)
        {
            return false; // The same request once more.
        }

        foreach (var (over, ended) in invites.ReadAll(state.Id).Where(row => row.Key == invite || !row.Invite.IsOpen(turn.NowMs)))
        {
            invites.Delete(turn.Batch, state.Id, over);
            if (ended is { NeedsApproval: true, UsesMax: not 0 } && ended.Uses >= ended.UsesMax)
            {
                Decline(turn, state, over);
            }
        }

        if (record is not null)
        {
            invites.Put(turn.Batch, state.Id, invite, record, state.Key!);
        }

        turn.Touch(state);
        state.HeadIsDirty = true;
        state.TurnIsOver = true;
        return true;
    }

    /// <summary>Whom a link that is used up lets in no more asks in vain; without the link nobody could tell.</summary>
    private static void Decline(ShardTurn turn, LoadedConversation state, InviteKey usedUp)
    {
        var requests = turn.Store.Annotations.JoinRequests;
        foreach (var (account, asked) in requests.ReadPage(state.Id, AccountId.None, ProtocolLimits.JoinRequestsMax))
        {
            if (asked.Invite == usedUp)
            {
                requests.Delete(turn.Batch, state.Id, account);
            }
        }
    }
}
