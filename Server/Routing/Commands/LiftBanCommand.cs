using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Delivery;

namespace FastChat.Server.Routing.Commands;

/// <summary>Ends a ban.</summary>
internal sealed class LiftBanCommand(ConversationId conversation, DeviceLink link, ulong messageId, AccountId account)
    : MembershipCommand(conversation, link, messageId)
{
    private readonly AccountId[] _subjects = [account];

    public override IReadOnlyList<AccountId> Subjects => _subjects;

    protected override (Code Code, string Message)? Refusal(ShardTurn turn, LoadedConversation state) => Unless(state, Operation.Ban);

    protected override bool Change(ShardTurn turn, LoadedConversation state)
    {
        if (state.Members[account].LaidDown is not { } laidDown || laidDown.BannedBy.IsNone())
        {
            return false;
        }

        MemberRows.LayDown(turn, state, account, laidDown.WithoutBan());
        return true;
    }
}
