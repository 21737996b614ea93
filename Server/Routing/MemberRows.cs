using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Storage.Conversations;

namespace FastChat.Server.Routing;

/// <summary>The rows that make an account a member, or no longer one; always in the batch of the log entry that says so.</summary>
internal static class MemberRows
{
    /// <param name="turn">The turn.</param>
    /// <param name="state">The conversation.</param>
    /// <param name="account">Who joins.</param>
    /// <param name="role">As what.</param>
    /// <param name="sequence">Of the entry that says so: the first that the newcomer may see.</param>
    public static void Add(ShardTurn turn, LoadedConversation state, AccountId account, Role role, ulong sequence)
    {
        var member = new MemberState { Record = new MemberRecord(role, sequence, turn.NowMs) };
        state.Members[account] = member;
        turn.Store.PutMember(turn.Batch, state.Id, account, member.Record, state.Key!);
        turn.MoveCursor(state, account, member, new CursorRecord(sequence, state.Head.Ordinal, sequence));
        PutList(turn, state, account, ListState.Member, sequence);
    }

    public static void Remove(ShardTurn turn, LoadedConversation state, AccountId account, ulong sequence)
    {
        // The cursor row goes with the member row, so a cursor that was moved in this turn is not written any more.
        state.DirtyCursors.RemoveAll(dirty => dirty.Account == account);
        state.Members[account] = new MemberState();
        turn.Store.DeleteMember(turn.Batch, state.Id, account);
        PutList(turn, state, account, ListState.Left, sequence);
    }

    public static void SetRole(ShardTurn turn, LoadedConversation state, AccountId account, Role role)
    {
        var member = state.Members[account];
        member.Record = member.Record! with { Role = role };
        turn.Store.PutMember(turn.Batch, state.Id, account, member.Record, state.Key!);
    }

    private static void PutList(ShardTurn turn, LoadedConversation state, AccountId account, ListState list, ulong sequence) =>
        turn.Store.PutListRow(
            turn.Batch,
            account,
            state.Id,
            new ListRecord(list, turn.Batch.Touch(state.Shard), sequence));
}
