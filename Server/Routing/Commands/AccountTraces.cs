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
        annotations.Hidden.Delete(turn.Batch, state.Id, account);
        annotations.Threads.DeleteCursors(turn.Batch, state.Id, account);
        annotations.Mentions.DeleteAll(turn.Batch, state.Id, account);
        foreach (var poll in polls)
        {
            annotations.Votes.Delete(turn.Batch, state.Id, poll, account);
        }
    }
}
