using FastChat.Protocol.Identifiers;
using FastChat.Server.Handlers;
using FastChat.Server.Routing;
using FastChat.Server.Routing.Commands;
using FastChat.Storage;
using FastChat.Storage.Conversations;

namespace FastChat.Server.Administration;

/// <summary>
/// Takes a deleted account out of all its conversations, and what these keep about it. What it owned passes on.
/// </summary>
internal sealed class Departures(ChatDatabase database, ShardRouter router, Succession succession, EndedWebhooks ended, IIdSource ids)
{
    private const int ConversationsAtOnce = 1_024;

    public async Task LeaveAllAsync(AccountId account, CancellationToken cancellation)
    {
        var all = new List<(ConversationId Conversation, ListState State)>();
        database.Lists.Read(account, ConversationId.None, (conversation, in row) =>
        {
            all.Add((conversation, row.State));
            return true;
        });
        foreach (var (conversation, state) in all)
        {
            cancellation.ThrowIfCancellationRequested();
            if (state == ListState.Member) await LeaveAsync(account, conversation);
            else if (state == ListState.Left) await ForgetAsync(account, conversation);
        }

        await ForgetUnlistedAsync(account, [.. all.Select(row => row.Conversation)], cancellation);
    }

    /// <summary>
    /// Conversations that are not in its list: left so long ago that the list has forgotten them (all of their shards are gone through), or such
    /// as it has never been in, and asked to join, was banned from, or wrote into as a webhook.
    /// </summary>
    private async Task ForgetUnlistedAsync(AccountId account, HashSet<ConversationId> listed, CancellationToken cancellation)
    {
        var forgotten = database.Lists.ReadForgotten(account);
        for (var after = ConversationId.None; database.Conversations.ReadIds(after, ConversationsAtOnce) is { Count: > 0 } page; after = page[^1])
        {
            foreach (var conversation in page.Where(id => !listed.Contains(id) && (forgotten[id.Shard()] > 0 || IsKnownTo(id, account))))
            {
                cancellation.ThrowIfCancellationRequested();
                await ForgetAsync(account, conversation);
            }
        }
    }

    private bool IsKnownTo(ConversationId conversation, AccountId account) =>
        database.Annotations.Groups.ReadAccount(conversation, account) is not null
        || database.Annotations.JoinRequests.Read(conversation, account) is not null
        || database.Annotations.Webhooks.ReadAll(conversation).Any(row => row.Record.Creator == account || row.Record.Bot == account);

    private async Task ForgetAsync(AccountId account, ConversationId conversation)
    {
        await FreeWebhooksAsync(account, conversation);
        await RunAsync(new ForgetAccountCommand(conversation, account, Polls(conversation, account)));
    }

    /// <summary>As when a webhook is revoked: what came in through it stays and shows its name, only the made-up handle is free.</summary>
    private async Task FreeWebhooksAsync(AccountId account, ConversationId conversation)
    {
        foreach (var (_, webhook) in database.Annotations.Webhooks.ReadAll(conversation).Where(row => row.Record.Creator == account))
            await ended.FreeAsync(webhook.Bot);
    }

    private Task LeaveAsync(AccountId account, ConversationId conversation) => succession.LeaveAsync(conversation, account, async (link, leavesUnowned) =>
    {
        await FreeWebhooksAsync(account, conversation);
        await RunAsync(new DepartCommand(conversation, link, ids.NewMessageId(), Polls(conversation, account), leavesUnowned));
    });

    private IReadOnlyList<ulong> Polls(ConversationId conversation, AccountId account) => database.Annotations.Votes.ReadPolls(conversation, account);

    private async Task RunAsync(ConversationRequest<bool> command)
    {
        router.Route(command);
        await command.Completion;
    }
}
