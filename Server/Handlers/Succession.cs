using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Auth;
using FastChat.Server.Delivery;
using FastChat.Server.Routing;
using FastChat.Server.Routing.Commands;
using FastChat.Storage;

namespace FastChat.Server.Handlers;

/// <summary>
/// Who follows an owner that goes for good. People come before guests and bots, whom ownership is never handed to otherwise; among these the
/// admin who has been there longest, or else the moderator, or else, of a group, the member: a channel's readers do not become its voice. What
/// nobody is left in is destroyed. Thread-safe.
/// </summary>
internal sealed class Succession(
    ChatDatabase database, ShardRouter router, ConversationHandler conversations, AccountStanding standing, IIdSource ids, TimeProvider time)
{
    private const int MembersAtOnce = 100;
    private const int TriesMax = 16;

    /// <summary>Whether ownership may be handed to an account: guests end, and bots are somebody else's.</summary>
    public static bool MayOwn(ChatDatabase database, AccountId account) => database.Accounts.ReadStatus(account).Kind == AccountKind.Person;

    /// <summary>Hands on what the account owns, then lets it leave.</summary>
    /// <param name="conversation">What to leave.</param>
    /// <param name="account">Who goes.</param>
    /// <param name="leaveAsync">Takes it out; told whether it is a channel's owner that nobody can follow.</param>
    /// <exception cref="RefusalException">Busy.</exception>
    public async Task LeaveAsync(ConversationId conversation, AccountId account, Func<DeviceLink, bool, Task> leaveAsync)
    {
        var link = new DeviceLink(account, DeviceId.None, 0, new OutboundQueue());
        for (var tries = 0; tries < TriesMax; tries++)
        {
            // It was deleted meanwhile, or an earlier try came this far.
            if (database.Conversations.ReadRecord(conversation) is not { } record
                || database.Members.Read(conversation, account) is not { } member) return;
            var isOwner = record.Kind != ConversationKind.Direct && member.Role == Role.Owner;
            var (successor, isAlone) = Heirs.Find(
                database.Members.ReadAll(conversation, MembersAtOnce).Where(row => row.Account != account), record.Kind, isOwner, StandingOf);
            try
            {
                if (isAlone)
                {
                    // The version was read before the members were. Who has joined since then must not lose it.
                    if (await conversations.TryDestroyAsync(conversation, null, record.MembershipVersion)) return;
                    continue;
                }

                if (isOwner && !successor.IsNone())
                {
                    var handOver = new SetRoleCommand(conversation, link, ids.NewMessageId(), successor, Role.Owner, mayOwn: true);
                    router.Route(handOver);
                    await handOver.Completion;
                }

                await leaveAsync(link, isOwner && successor.IsNone());
                return;
            }
            catch (RefusalException changed) when (changed.Code is Code.AccountNotFound or Code.OwnerMustTransfer or Code.NotFound)
            {
                // The one who was to follow has left, or all is gone.
            }
        }

        throw new RefusalException(Code.Busy, "The members change too fast.", RoutingLimits.BusyRetryAfter);
    }

    /// <summary>The best is a person; 2: a guest or bot; 1: somebody who is disabled; 0: a guest or bot that has ended.</summary>
    private int StandingOf(AccountId account)
    {
        var status = database.Accounts.ReadStatus(account);
        var stands = standing.Stands(account);
        return status.Kind switch
        {
            AccountKind.Guest when status.ExpiresMs <= time.GetUtcNow().ToUnixTimeMilliseconds() => 0,
            AccountKind.Bot when !database.Bots.ReadOwned(status.Owner).Contains(account) => 0,
            _ when !stands => 1,
            AccountKind.Person => Heirs.StandingMax,
            _ => 2,
        };
    }
}
