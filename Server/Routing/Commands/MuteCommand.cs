using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Delivery;
using FastChat.Storage.Annotations;

namespace FastChat.Server.Routing.Commands;

/// <summary>Mutes an account of a lower rank until a time, or no longer; also one that is no member now.</summary>
internal sealed class MuteCommand(ConversationId conversation, DeviceLink link, ulong messageId, AccountId account, long untilMs)
    : MembershipCommand(conversation, link, messageId)
{
    private readonly AccountId[] _subjects = [account];

    public override IReadOnlyList<AccountId> Subjects => _subjects;

    protected override (Code Code, string Message)? Refusal(ShardTurn turn, LoadedConversation state) =>
        UnlessOn(state, Operation.Mute, account)
        ?? If(!state.RoleOf(account).IsMember(), Code.AccountNotFound, "This account is no member.");

    protected override bool Change(ShardTurn turn, LoadedConversation state)
    {
        var before = state.Members[account].LaidDown ?? GroupAccountRecord.None;
        var until = untilMs > turn.NowMs ? untilMs : 0;
        if (before.MutedUntilMs == until)
        {
            return false;
        }

        MemberRows.LayDown(turn, state, account, before with { MutedUntilMs = until });
        var change = new MembershipChange { MemberMuted = new MemberMuted { Account = account.ToByteString(), UntilMs = until } };
        Write(turn, state, change, new MembershipEffect([], AccountId.None, account));
        return true;
    }
}
