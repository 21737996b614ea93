using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Accounts;
using FastChat.Server.Routing;
using FastChat.Server.Routing.Commands;
using FastChat.Storage;
using FastChat.Storage.Conversations;

namespace FastChat.Server.Handlers;

/// <summary>
/// Takes ended guests and bots out of their groups and channels; their direct conversations stay with the other side. A channel that only
/// readers are left of has no owner then, until an administrator appoints one.
/// </summary>
internal sealed class GroupDepartures(ChatDatabase database, ShardRouter router, Succession succession, EndedWebhooks ended, IIdSource ids) : IGroupDepartures
{
    public async Task LeaveGroupsAsync(AccountId account)
    {
        var all = new List<ConversationId>();
        database.Lists.Read(account, ConversationId.None, (conversation, in row) =>
        {
            if (row.State == ListState.Member) all.Add(conversation);
            return true;
        });
        foreach (var conversation in all)
        {
            if (database.Conversations.ReadRecord(conversation) is not { Kind: ConversationKind.Group or ConversationKind.Channel }) continue;
            await ended.ChangeAsync(conversation, () => succession.LeaveAsync(conversation, account, async (link, leavesUnowned) =>
            {
                var leave = new LeaveCommand(conversation, link, ids.NewMessageId(), leavesUnowned);
                router.Route(leave);
                await leave.Completion;
            }));
        }
    }
}
