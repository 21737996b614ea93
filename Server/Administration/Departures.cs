using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Delivery;
using FastChat.Server.Handlers;
using FastChat.Server.Routing;
using FastChat.Server.Routing.Commands;
using FastChat.Storage;
using FastChat.Storage.Conversations;

namespace FastChat.Server.Administration;

/// <summary>
/// Takes a deleted account out of all its conversations. A group that it owned passes to the admin who has been there longest, or else the
/// member; what nobody is left in is destroyed.
/// </summary>
internal sealed class Departures(ChatDatabase database, ShardRouter router, ConversationHandler conversations, IIdSource ids)
{
    private const int ConversationsAtOnce = 1_024;
    private const int MembersAtOnce = 1_000;
    private const int TriesMax = 16;

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

    /// <summary>Conversations that it left so long ago that its list has forgotten them: all of their shards are looked through.</summary>
    private async Task ForgetUnlistedAsync(AccountId account, HashSet<ConversationId> listed, CancellationToken cancellation)
    {
        var forgotten = database.Lists.ReadForgotten(account);
        if (!forgotten.Any(mark => mark > 0)) return;
        for (var after = ConversationId.None; database.Conversations.ReadIds(after, ConversationsAtOnce) is { Count: > 0 } page; after = page[^1])
        {
            foreach (var conversation in page.Where(id => forgotten[id.Shard()] > 0 && !listed.Contains(id)))
            {
                cancellation.ThrowIfCancellationRequested();
                await ForgetAsync(account, conversation);
            }
        }
    }

    private Task ForgetAsync(AccountId account, ConversationId conversation) =>
        RunAsync(new ForgetAccountCommand(conversation, account, Polls(conversation, account)));

    private async Task LeaveAsync(AccountId account, ConversationId conversation)
    {
        var link = new DeviceLink(account, DeviceId.None, 0, new OutboundQueue());
        for (var tries = 0; tries < TriesMax; tries++)
        {
            // It was deleted meanwhile, or an earlier try came this far.
            if (database.Conversations.ReadRecord(conversation) is not { } record
                || database.Members.Read(conversation, account) is not { } member) return;
            var successor = Successor(conversation, account);
            if (successor.IsNone())
            {
                await conversations.DestroyAsync(conversation, null);
                return;
            }

            try
            {
                if (record.Kind != ConversationKind.Direct && member.Role == Role.Owner)
                    await RunAsync(new SetRoleCommand(conversation, link, ids.NewMessageId(), successor, Role.Owner));
                await RunAsync(new DepartCommand(conversation, link, ids.NewMessageId(), Polls(conversation, account)));
                return;
            }
            catch (RefusalException changed) when (changed.Code is Code.AccountNotFound or Code.OwnerMustTransfer or Code.NotFound)
            {
                // The one who was to follow has left.
            }
        }

        throw new RefusalException(Code.Busy, "The members change too fast.", RoutingLimits.BusyRetryAfter);
    }

    /// <summary>The highest role, then the longest membership; none: nobody else is there.</summary>
    private AccountId Successor(ConversationId conversation, AccountId account)
    {
        var (best, found) = ((Role: Role.Unspecified, JoinedMs: 0L), AccountId.None);
        for (var after = AccountId.None; database.Members.ReadPage(conversation, after, MembersAtOnce) is { Count: > 0 } page; after = page[^1].Account)
        {
            foreach (var (other, member) in page.Where(row => row.Account != account))
            {
                if (!found.IsNone() && (member.Role < best.Role || (member.Role == best.Role && member.JoinedMs >= best.JoinedMs))) continue;
                (best, found) = ((member.Role, member.JoinedMs), other);
            }
        }

        return found;
    }

    private IReadOnlyList<ulong> Polls(ConversationId conversation, AccountId account) => database.Annotations.Votes.ReadPolls(conversation, account);

    private async Task RunAsync(ConversationRequest<bool> command)
    {
        router.Route(command);
        await command.Completion;
    }
}
