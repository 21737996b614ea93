using FastChat.Protocol.Identifiers;
using FastChat.Server.Routing;
using FastChat.Server.Routing.Commands;
using FastChat.Storage;
using FastChat.Storage.Conversations;

namespace FastChat.Server.Handlers;

/// <summary>
/// Keeps an account's list short: asks the loops of conversations that it is no longer in to forget the older half of those
/// rows. A device that has not synced since then syncs from the beginning.
/// </summary>
internal sealed class ListTrimmer(ChatDatabase database, ShardRouter router)
{
    /// <summary>Whether there was something to forget. It happens soon after, and may be asked for any number of times.</summary>
    public bool Trim(AccountId account)
    {
        var gone = new List<(ConversationId Conversation, long Commit)>();
        database.Lists.Read(account, ConversationId.None, (conversation, in row) =>
        {
            if (row.State != ListState.Member)
            {
                gone.Add((conversation, row.CommitNumber));
            }

            return true;
        });
        if (gone.Count <= RoutingLimits.ListTombstonesMax)
        {
            return false;
        }

        // Commit numbers compare within a shard only.
        var older = gone
            .GroupBy(row => row.Conversation.Shard())
            .SelectMany(rows => rows.OrderBy(row => row.Commit).Take(rows.Count() / 2))
            .Take(RoutingLimits.ListRowsForgottenMax);
        foreach (var loop in older.GroupBy(row => router.LoopOf(row.Conversation.Shard())))
        {
            ConversationId[] conversations = [.. loop.Select(row => row.Conversation)];
            router.Route(new SessionCommand(
                conversations[0].Shard(),
                conversations,
                (owner, conversation) => owner.Conversations.Enter(new ForgetListRowCommand(conversation, account)),
                (_, _, _) => { }));
        }

        return true;
    }
}
