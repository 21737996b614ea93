using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Delivery;
using FastChat.Storage.Annotations;

namespace FastChat.Server.Routing.Commands;

/// <summary>Bans an account of a lower rank, member or not, until a time or for good. Who is a member is removed. Its webhooks and links end.</summary>
/// <param name="conversation">Where.</param>
/// <param name="link">Of whom.</param>
/// <param name="messageId">Of the entry that says so, if there is one.</param>
/// <param name="account">Whom.</param>
/// <param name="untilMs">0: for good.</param>
internal sealed class BanCommand(ConversationId conversation, DeviceLink link, ulong messageId, AccountId account, long untilMs)
    : MembershipCommand(conversation, link, messageId)
{
    private readonly AccountId[] _subjects = [account];

    public override IReadOnlyList<AccountId> Subjects => _subjects;

    protected override (Code Code, string Message)? Refusal(ShardTurn turn, LoadedConversation state) => account == Actor
        ? (Code.Malformed, "Leave the conversation instead.")
        : UnlessOn(state, Operation.Ban, account)
            ?? If(!HasRoom(turn, state), Code.LimitReached, $"At most {ProtocolLimits.BansMax} accounts are banned.");

    private static bool HasRoom(ShardTurn turn, LoadedConversation state) =>
        state.Group is null || turn.Store.Annotations.Groups
            .ReadAccounts(state.Id, AccountId.None, ProtocolLimits.BansMax, laidDown => laidDown.IsBanned(turn.NowMs)).Count < ProtocolLimits.BansMax;

    protected override bool Change(ShardTurn turn, LoadedConversation state)
    {
        var member = state.Members[account];
        MemberRows.LayDown(turn, state, account, (member.LaidDown ?? GroupAccountRecord.None) with
        {
            Granted = 0,
            BannedBy = Actor,
            BannedMs = turn.NowMs,
            BannedUntilMs = untilMs,
        });
        turn.Store.Annotations.JoinRequests.Delete(turn.Batch, state.Id, account);
        CloseWaysIn(turn, state);
        if (!member.IsMember)
        {
            // The log says nothing of strangers.
            state.TurnIsOver = true;
            return true;
        }

        var change = new MembershipChange { RemovedAccount = account.ToByteString(), Banned = true, BannedUntilMs = untilMs };
        var sequence = Write(turn, state, change, new MembershipEffect([], account), memberCountChange: -1);
        MemberRows.Remove(turn, state, account, sequence);
        return true;
    }

    /// <summary>The webhooks and links that the account made here would let it write on, or come back by others.</summary>
    private void CloseWaysIn(ShardTurn turn, LoadedConversation state)
    {
        WebhookRows.EndThoseOf(turn, state, account);
        foreach (var (key, invite) in turn.Store.Annotations.Invites.ReadAll(state.Id))
        {
            if (invite.By == account)
            {
                turn.Store.Annotations.Invites.Delete(turn.Batch, state.Id, key);
                state.TurnIsOver = true;
            }
        }
    }
}
