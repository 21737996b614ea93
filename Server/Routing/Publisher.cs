using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Delivery;
using FastChat.Server.Diagnostics;

namespace FastChat.Server.Routing;

/// <summary>
/// What happens after the commit, in this order: acks, blocks to every subscriber, completions. A large fan-out goes out
/// in pieces, between turns. Touched by its loop only.
/// </summary>
internal sealed class Publisher(DeviceDirectory devices)
{
    private readonly Queue<FanOut> _fanOuts = new();
    private readonly List<LoadedConversation> _withReceipts = [];
    private readonly DrainList _drains = new();

    /// <summary>A large fan-out is under way; the loop must come back without waiting.</summary>
    public bool IsBusy => _fanOuts.Count > 0;

    public bool HasReceipts => _withReceipts.Count > 0;

    public void Publish(ShardLoop loop, ShardTurn turn)
    {
        turn.Acks.Send(_drains);
        foreach (var state in turn.Touched)
        {
            foreach (var block in state.Blocks)
            {
                Publish(state, block);
            }

            if (state.Receipts is { Count: > 0 } && !_withReceipts.Contains(state))
            {
                _withReceipts.Add(state);
            }
        }

        Continue();
        _drains.Drain();
        foreach (var command in turn.Completing)
        {
            command.Committed(loop);
        }

        _drains.Drain();
    }

    /// <summary>Sends an event that is not stored to the subscribers it is meant for.</summary>
    public static void Send(LoadedConversation state, ServerFrame frame, DeviceLink? except, IReadOnlySet<AccountId>? to = null)
    {
        var shared = FrameEncoder.Encode(frame);
        var live = IsLive(state);
        foreach (ref readonly var subscriber in state.Subscribers.Snapshot.Span)
        {
            if ((live || subscriber.Watches) && subscriber.Link != except && to?.Contains(subscriber.Link.Account) != false)
            {
                subscriber.Link.Outbound.TryEnqueueEvent(shared);
            }
        }

        shared.Release();
    }

    /// <summary>Tells an account's own devices.</summary>
    public static void SendToDevices(LoadedConversation state, ServerFrame frame, AccountId account)
    {
        var shared = FrameEncoder.Encode(frame);
        foreach (ref readonly var subscriber in state.Subscribers.Snapshot.Span)
        {
            if (subscriber.Link.Account == account)
            {
                subscriber.Link.Outbound.TryEnqueueEvent(shared);
            }
        }

        shared.Release();
    }

    /// <summary>Once a second: the latest cursors of each member that moved.</summary>
    public void SendReceipts()
    {
        foreach (var state in _withReceipts)
        {
            foreach (var (account, (cursor, audience)) in state.Receipts ?? [])
            {
                var receipt = new ReceiptEvent
                {
                    ConversationId = state.Id.ToByteString(),
                    Account = account.ToByteString(),
                    ReadSequence = cursor.ReadSequence,
                    ReadOrdinal = cursor.ReadOrdinal,
                    DeliveredSequence = cursor.DeliveredSequence,
                };
                Send(state, receipt, account, audience);
            }

            state.Receipts = null;
        }

        _withReceipts.Clear();
    }

    private void Publish(LoadedConversation state, PendingBlock block)
    {
        Instruments.MessagesAccepted.Add(block.Count);
        foreach (var account in block.Effect?.Added ?? [])
        {
            foreach (var link in devices.Links(account))
            {
                state.Subscribers.Add(link);
            }
        }

        var fanOut = new FanOut(state, block);
        if (block.Effect is { Removed: var removed } && !removed.IsNone())
        {
            state.Subscribers.RemoveAccount(removed);
            devices.Part([removed]);
        }

        Send(fanOut);
    }

    /// <summary>Who may not see how far the account has read is told what it has received.</summary>
    private static void Send(LoadedConversation state, ReceiptEvent receipt, AccountId account, ReceiptAudience audience)
    {
        var whole = FrameEncoder.Encode(new ServerFrame { Receipt = receipt });
        SharedFrame? received = null;
        var live = IsLive(state);
        var direct = state.Record is { Kind: ConversationKind.Direct };
        foreach (ref readonly var subscriber in state.Subscribers.Snapshot.Span)
        {
            if (!live && !subscriber.Watches)
            {
                continue;
            }

            var link = subscriber.Link;
            if (ReceiptAudience.AreShown(audience, account, link.Receipts, link.Account, direct))
            {
                link.Outbound.TryEnqueueEvent(whole);
            }
            else
            {
                (receipt.ReadSequence, receipt.ReadOrdinal) = (0, 0);
                link.Outbound.TryEnqueueEvent(received ??= FrameEncoder.Encode(new ServerFrame { Receipt = receipt }));
            }
        }

        received?.Release();
        whole.Release();
    }

    /// <summary>Whether all subscribers are told what is not stored, not only those that watch.</summary>
    private static bool IsLive(LoadedConversation state) =>
        state.Record is { } record && record.MemberCount <= ProtocolLimits.LiveTypingMembersMax;

    /// <summary>An account gets the conversation's events again; its devices sync to learn what it was not told.</summary>
    public void Return(LoadedConversation state, AccountId account)
    {
        var lagging = FrameEncoder.Encode(new ServerFrame { Lagging = new Lagging() });
        foreach (var link in devices.Links(account))
        {
            state.Subscribers.Add(link);
            link.Outbound.TryEnqueueEvent(lagging);
        }

        lagging.Release();
    }

    /// <summary>The conversation is gone for all of its members.</summary>
    public void Delete(FanOut word, IReadOnlyList<AccountId> members)
    {
        devices.Part(members);
        Send(word);
    }

    /// <summary>Now, or behind what still goes out of this conversation.</summary>
    private void Send(FanOut fanOut)
    {
        if (fanOut.State.FanOutsWaiting > 0 || fanOut.Remaining > RoutingLimits.FanOutEnqueuesMax)
        {
            fanOut.State.FanOutsWaiting++;
            _fanOuts.Enqueue(fanOut);
        }
        else
        {
            fanOut.Send(int.MaxValue, _drains);
        }
    }

    /// <summary>The loop takes no more turns: what is durable still goes out, all of it now.</summary>
    public void Finish()
    {
        while (_fanOuts.TryDequeue(out var fanOut))
        {
            fanOut.Send(int.MaxValue, _drains);
        }

        _drains.Drain();
    }

    /// <summary>One piece of the large fan-outs; all of them when too many wait.</summary>
    private void Continue()
    {
        var budget = _fanOuts.Count > RoutingLimits.FanOutsWaitingMax ? int.MaxValue : RoutingLimits.FanOutEnqueuesMax;
        while (budget > 0 && _fanOuts.TryPeek(out var fanOut))
        {
            budget -= fanOut.Send(budget, _drains);
            if (fanOut.Remaining > 0)
            {
                return;
            }

            fanOut.State.FanOutsWaiting--;
            _fanOuts.Dequeue();
        }
    }
}
