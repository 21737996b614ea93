using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Delivery;

namespace FastChat.Server.Routing.Commands;

/// <summary>Removes somebody else from a group. The removed account still gets this entry, and nothing after it (A6).</summary>
internal sealed class RemoveMemberCommand(ConversationId conversation, DeviceLink link, ulong messageId, AccountId account)
    : MembershipCommand(conversation, link, messageId)
{
    private readonly AccountId[] _subjects = [account];

    public override IReadOnlyList<AccountId> Subjects => _subjects;

    protected override (Code Code, string Message)? Refusal(ShardTurn turn, LoadedConversation state)
    {
        return account == Actor
            ? (Code.Malformed, "Leave the conversation instead.")
            : UnlessOn(state, Operation.RemoveMember, account);
    }

    protected override bool Change(ShardTurn turn, LoadedConversation state)
    {
        if (!state.RoleOf(account).IsMember())
        {
            return false;
        }

        var change = new MembershipChange { RemovedAccount = account.ToByteString() };
        var sequence = Write(turn, state, change, new MembershipEffect([], account), memberCountChange: -1);
        MemberRows.Remove(turn, state, account, sequence);
        return true;
    }
}
