using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Delivery;

namespace FastChat.Server.Routing.Commands;

/// <summary>Adds accounts to a group; those who are members already are skipped.</summary>
internal sealed class AddMembersCommand(
    ConversationId conversation,
    DeviceLink link,
    ulong messageId,
    IReadOnlyList<AccountId> accounts,
    int membersMax) : MembershipCommand(conversation, link, messageId)
{
    public override IReadOnlyList<AccountId> Subjects => accounts;

    protected override (Code Code, string Message)? Refusal(ShardTurn turn, LoadedConversation state) =>
        Unless(state, Operation.AddMembers)
        ?? If(accounts.Any(account => state.Members[account].IsBanned(turn.NowMs)), Code.Banned, "One of these accounts is banned here.")
        ?? If(
            state.Record!.Kind == ConversationKind.Group
                && state.Record.MemberCount + accounts.Count(account => !state.Members[account].IsMember) > membersMax,
            Code.LimitReached,
            $"A group holds at most {membersMax} members.");

    protected override bool Change(ShardTurn turn, LoadedConversation state)
    {
        var added = accounts.Where(account => !state.Members[account].IsMember).ToArray();
        if (added.Length == 0)
        {
            return false;
        }

        var requests = turn.Store.Annotations.JoinRequests;
        foreach (var account in requests.Count(state.Id, countMax: 1) > 0 ? added : [])
        {
            requests.Delete(turn.Batch, state.Id, account);
        }

        var change = new MembershipChange { Added = new MembersAdded() };
        change.Added.Accounts.AddRange(added.Select(account => account.ToByteString()));
        var effect = new MembershipEffect(added, AccountId.None);
        var sequence = Write(turn, state, change, effect, added.Length);
        foreach (var account in added)
        {
            MemberRows.Add(turn, state, account, Role.Member, sequence);
        }

        return true;
    }
}
