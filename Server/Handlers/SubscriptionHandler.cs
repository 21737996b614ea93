using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Accounts;
using FastChat.Server.Delivery;
using FastChat.Server.Routing;
using FastChat.Server.Routing.Commands;
using FastChat.Storage;
using FastChat.Storage.Conversations;

namespace FastChat.Server.Handlers;

/// <summary>
/// Subscribes a device to all conversations of its account when it comes online, and takes it out when it goes. Costs
/// one queue slot per loop, however many conversations there are.
/// </summary>
internal sealed class SubscriptionHandler(ChatDatabase database, ShardRouter router, Privacy privacy, TimeProvider time)
{
    /// <summary>Ends once live delivery is on. The device is in the directory already, so what it joins meanwhile reaches it.</summary>
    /// <exception cref="RefusalException">A loop is too busy.</exception>
    public Task AttachAsync(Caller caller, CancellationToken cancellation)
    {
        caller.Link.ShowReceiptsTo(privacy.Receipts(caller.Account));
        var byLoop = ConversationsByLoop(caller.Account);
        var done = new Countdown(byLoop.Sum(conversations => conversations.Count));
        Route(
            byLoop,
            (loop, conversation) => loop.Conversations.Enter(new AttachCommand(conversation, caller.Link, done)),
            done.Refuse);
        return done.Completion.WaitAsync(cancellation);
    }

    /// <summary>Any thread. A loop that is too busy is asked again shortly: otherwise it would keep the dead link for good.</summary>
    public void Detach(Caller caller)
    {
        foreach (var conversations in ConversationsByLoop(caller.Account))
        {
            Detach(caller.Link, conversations);
        }
    }

    private void Detach(DeviceLink link, List<ConversationId> conversations) => Route(
        [conversations],
        (loop, conversation) => loop.Conversations.Find(conversation)?.Subscribers.Remove(link),
        (code, _, _) =>
        {
            if (code == Code.Busy)
            {
                Task.Delay(RoutingLimits.BusyRetryAfter, time).ContinueWith(
                    _ => Detach(link, conversations), TaskScheduler.Default);
            }
        });

    private void Route(
        List<ConversationId>[] byLoop,
        Action<ShardLoop, ConversationId> run,
        Action<Code, string, int> refused)
    {
        foreach (var conversations in byLoop)
        {
            if (conversations.Count > 0)
            {
                router.Route(new SessionCommand(conversations[0].Shard(), conversations, run, refused));
            }
        }
    }

    private List<ConversationId>[] ConversationsByLoop(AccountId account)
    {
        var byLoop = new List<ConversationId>[router.LoopCount];
        for (var loop = 0; loop < byLoop.Length; loop++)
        {
            byLoop[loop] = [];
        }

        database.Lists.Read(account, ConversationId.None, (conversation, in row) =>
        {
            if (row.State == ListState.Member)
            {
                byLoop[router.LoopOf(conversation.Shard())].Add(conversation);
            }

            return true;
        });
        return byLoop;
    }
}
