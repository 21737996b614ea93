using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Storage.Annotations;
using FastChat.Storage.Conversations;

namespace FastChat.Server.Routing;

/// <summary>The rows that make an account a member, or no longer one; always in the batch of the log entry that says so.</summary>
internal static class MemberRows
{
    /// <param name="turn">The turn.</param>
    /// <param name="state">The conversation.</param>
    /// <param name="account">Who joins.</param>
    /// <param name="role">As what.</param>
    /// <param name="sequence">Of the entry that says so, or of the next one: what the newcomer sees begins there, or before by the group's rule.</param>
    public static void Add(ShardTurn turn, LoadedConversation state, AccountId account, Role role, ulong sequence)
    {
        var known = state.Members.GetValueOrDefault(account);
        var member = new MemberState
        {
            Record = new MemberRecord(role, state.Group?.FirstVisible(sequence) ?? sequence, turn.NowMs),
            LaidDown = known?.LaidDown,
            LastMessageMs = known?.LastMessageMs ?? 0,
        };
        state.Members[account] = member;
        turn.Store.PutMember(turn.Batch, state.Id, account, member.Record, state.Key!);
        turn.MoveCursor(state, account, member, new CursorRecord(state.Head.Sequence, state.Head.Ordinal, state.Head.Sequence));
        PutList(turn, state, account, ListState.Member, sequence);
    }

    public static void Remove(ShardTurn turn, LoadedConversation state, AccountId account, ulong sequence)
    {
        // The cursor row goes with the member row, so a cursor that was moved in this turn is not written any more.
        state.DirtyCursors.RemoveAll(dirty => dirty.Account == account);
        var gone = state.Members[account];
        state.Members[account] = new MemberState { LaidDown = gone.LaidDown, LastMessageMs = gone.LastMessageMs };
        WebhookRows.EndThoseOf(turn, state, account);
        turn.Store.DeleteMember(turn.Batch, state.Id, account);
        if (gone.LaidDown is { Granted: not 0 } laidDown)
        {
            // What was denied holds when the account comes back; what was granted does not.
            LayDown(turn, state, account, laidDown with { Granted = 0 });
        }

        PutList(turn, state, account, ListState.Left, sequence);
    }

    public static void SetRole(ShardTurn turn, LoadedConversation state, AccountId account, Role role)
    {
        var member = state.Members[account];
        member.Record = member.Record! with { Role = role };
        turn.Store.PutMember(turn.Batch, state.Id, account, member.Record, state.Key!);
        WebhookRows.EndUnlessAllowed(turn, state, account);
    }

    /// <summary>Lays something down about an account, member or not; its member state is loaded.</summary>
    public static void LayDown(ShardTurn turn, LoadedConversation state, AccountId account, GroupAccountRecord laidDown)
    {
        if (state.Group is null)
        {
            // From now on those who load members look for what was laid down about them.
            PutGroup(turn, state, GroupRecord.None);
        }

        state.Members[account].LaidDown = laidDown.IsEmpty ? null : laidDown;
        turn.Store.Annotations.Groups.PutAccount(turn.Batch, state.Id, account, laidDown, state.Key!);
        turn.Touch(state);
        state.HeadIsDirty = true;
    }

    public static void PutGroup(ShardTurn turn, LoadedConversation state, GroupRecord group)
    {
        state.Group = group;
        turn.Store.Annotations.Groups.Put(turn.Batch, state.Id, group, state.Key!);
        turn.Touch(state);
        state.HeadIsDirty = true;
    }

    private static void PutList(ShardTurn turn, LoadedConversation state, AccountId account, ListState list, ulong sequence) =>
        turn.Store.PutListRow(
            turn.Batch,
            account,
            state.Id,
            new ListRecord(list, turn.Batch.Touch(state.Shard), sequence));
}
