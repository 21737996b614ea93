using FastChat.Protocol.Identifiers;
using FastChat.Server.Delivery;

namespace FastChat.Server.Routing;

/// <summary>
/// One block, or the word that the conversation is deleted, on its way to the subscribers that there were when it became
/// durable. All queues share its bytes. A device that made all entries of a block gets none: its ack says it all.
/// </summary>
internal sealed class FanOut
{
    private readonly ReadOnlyMemory<Subscriber> _subscribers;
    private readonly SharedFrame _frame;
    private readonly DeviceId _soleDevice;
    private readonly ulong _firstEdited = ulong.MaxValue;
    private readonly NewcomerFrames? _newcomers;
    private int _next;

    public FanOut(LoadedConversation state, PendingBlock block)
    {
        State = state;
        _soleDevice = block.SoleDevice;
        _subscribers = state.Subscribers.Snapshot;
        _firstEdited = block.FirstEdited;
        _newcomers = _firstEdited == ulong.MaxValue ? null : new NewcomerFrames(block.Bytes.ToArray());
        _frame = block.Take();
    }

    /// <summary>Takes over the frame's one reference.</summary>
    public FanOut(LoadedConversation state, SubscriberList subscribers, SharedFrame frame)
    {
        State = state;
        _subscribers = subscribers.Snapshot;
        _frame = frame;
    }

    public LoadedConversation State { get; }

    public int Remaining => _subscribers.Length - _next;

    /// <summary>Enqueues to so many at most; returns to how many. After the last one the frame is let go.</summary>
    public int Send(int enqueuesMax, DrainList drains)
    {
        var count = Math.Min(enqueuesMax, Remaining);
        foreach (ref readonly var subscriber in _subscribers.Span.Slice(_next, count))
        {
            if (subscriber.Link.Device != _soleDevice)
            {
                var frame = subscriber.FirstVisible > _firstEdited ? _newcomers!.For(subscriber.FirstVisible) : _frame;
                subscriber.Link.Outbound.TryEnqueueEvent(frame, drains);
            }
        }

        _next += count;
        if (Remaining == 0)
        {
            _frame.Release();
            _newcomers?.Release();
        }

        return count;
    }
}
