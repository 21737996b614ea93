using FastChat.Protocol.Identifiers;
using FastChat.Storage.Annotations;
using FastChat.Storage.Push;
using Timer = FastChat.Storage.Annotations.Timer;

namespace FastChat.Server.Routing.Commands;

/// <summary>What a conversation keeps about an account beside its membership: goes when the account is deleted.</summary>
internal static class AccountTraces
{
    public static void Remove(ShardTurn turn, LoadedConversation state, AccountId account, IReadOnlyList<ulong> polls)
    {
        var annotations = turn.Store.Annotations;
        foreach (var (messageId, scheduled) in annotations.Scheduled.ReadAll(state.Id, account))
        {
            annotations.Timers.Delete(turn.Batch, new Timer(scheduled.DueMs, state.Id, TimerKind.Send, account, messageId));
            annotations.Scheduled.Delete(turn.Batch, state.Id, account, messageId);
        }

        if (state.IsWithheldFrom(account)) state.Withhold(account, isBlocking: false);
        annotations.Withheld.Delete(turn.Batch, state.Id, account);
        PushStateTable.DeleteAll(turn.Batch, state.Id, account);
        RemoveFromGroup(turn, state, account);
        annotations.Hidden.Delete(turn.Batch, state.Id, account);
        annotations.Pins.PutUnseen(turn.Batch, state.Id, account, new PinsRecord([]), state.Key!);
        annotations.Threads.DeleteCursors(turn.Batch, state.Id, account);
        annotations.Mentions.DeleteAll(turn.Batch, state.Id, account);
        foreach (var poll in polls)
        {
            annotations.Votes.Delete(turn.Batch, state.Id, poll, account);
        }
    }

    /// <summary>What was laid down about it, what it asked for, the links and the ways in that it made: nobody is behind them any more.</summary>
    private static void RemoveFromGroup(ShardTurn turn, LoadedConversation state, AccountId account)
    {
        var annotations = turn.Store.Annotations;
        annotations.Groups.PutAccount(turn.Batch, state.Id, account, GroupAccountRecord.None, state.Key!);
        annotations.Groups.DeleteLastMessage(turn.Batch, state.Id, account);
        annotations.JoinRequests.Delete(turn.Batch, state.Id, account);
        if (state.Members.TryGetValue(account, out var known))
        {
            (known.LaidDown, known.LastMessageMs) = (null, 0);
        }

        foreach (var (webhook, record) in annotations.Webhooks.ReadAll(state.Id))
        {
            if (record.Creator == account || record.Bot == account) annotations.Webhooks.Delete(turn.Batch, state.Id, webhook);
        }

        foreach (var (invite, _) in annotations.Invites.ReadAll(state.Id).Where(row => row.Invite.By == account))
        {
            annotations.Invites.Delete(turn.Batch, state.Id, invite);
        }
    }
}
