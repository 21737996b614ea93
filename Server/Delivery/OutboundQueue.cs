using System.Buffers;
using FastChat.Protocol;
using FastChat.Server.Diagnostics;

namespace FastChat.Server.Delivery;

/// <summary>
/// What waits to be sent to one connection. Any thread enqueues; one consumer, the connection's writer, takes. Events are
/// limited in bytes: one too many, and the queue is lagging, drops events, and tells its peer once (invariant A5).
/// Responses are never dropped: reading from the connection stops while <see cref="HasResponseBacklog"/>, which bounds them
/// by <see cref="ResponseBytesMax"/>.
/// </summary>
/// <remarks>
/// All fields are written under the monitor of this object, which nobody else locks; a critical section is a few
/// instructions. The properties read without it: what they tell may be overtaken, and their users live with that. An idle
/// queue holds no array.
/// </remarks>
internal sealed class OutboundQueue(
    IOutboundConsumer? consumer = null,
    int eventBytesMax = ProtocolLimits.OutboundQueueBytesMax)
{
    /// <summary>Queued responses beyond this stop reading from the connection until half of them are gone.</summary>
    internal const int ResponseBacklogBytes = 256 * 1024;

    /// <summary>
    /// What queued responses of a peer that does not read cost at most, however much it asks for: the backlog is looked at before
    /// each frame is handled, and everything that is large (history, sync, members, profiles) is answered before the next
    /// one is read. What waits for a shard meanwhile is answered in hundreds of bytes, and is bounded by the in-flight cap.
    /// </summary>
    internal const int ResponseBytesMax = ResponseBacklogBytes + ProtocolLimits.ServerFrameBytesMax;

    private const int ItemsMin = 16;

    private OutboundItem[]? _items; // A ring; its length is a power of two.
    private TaskCompletionSource? _backlogGone;
    private TaskCompletionSource? _idle;
    private int _head;
    private int _count;
    private int _eventBytes;
    private int _responseBytes;
    private int _closeCode;
    private bool _isLagging;
    private bool _isDraining;
    private bool _isEnding;
    private bool _isHeld;

    /// <summary>Whether events are being dropped, until <see cref="ResumeEvents"/>.</summary>
    internal bool IsLagging => _isLagging;

    /// <summary>Whether reading from the connection has to wait for <see cref="WhenBacklogIsGone"/>.</summary>
    internal bool HasResponseBacklog => _responseBytes > ResponseBacklogBytes;

    /// <summary>Whether nothing is accepted any more: <see cref="Close"/> or <see cref="Stop"/> was called.</summary>
    internal bool IsClosed => _isEnding;

    /// <summary>The code of <see cref="Close"/> once it was called, before that <see cref="Code.Unspecified"/>.</summary>
    internal Code CloseCode => (Code)_closeCode;

    /// <summary>Events that wait, in bytes.</summary>
    internal int EventBytes => _eventBytes;

    /// <summary>Acks and responses that wait, in bytes.</summary>
    internal int ResponseBytes => _responseBytes;

    /// <summary>
    /// Queues an event and takes an own reference to it. False: the event was dropped, because the queue lags (from now
    /// on, or already) or has ended; no reference was taken.
    /// </summary>
    /// <param name="frame">One or more whole frames.</param>
    /// <param name="later">Is told, instead of the consumer, that there is something to drain; the caller drains it.</param>
    internal bool TryEnqueueEvent(SharedFrame frame, DrainList? later = null)
    {
        bool accepted, wake;
        lock (this)
        {
            if (_isEnding)
                return false;
            accepted = !_isLagging && _eventBytes + frame.Length <= eventBytesMax;
            if (accepted)
                Append(frame, isEvent: true);
            else if (!_isLagging)
                Append(FrameEncoder.Lagging, isEvent: false);
            _isLagging = !accepted;
            wake = TryStartDraining();
        }

        if (wake)
            Wake(later);
        if (!accepted)
            Instruments.EventsDropped.Add(1);
        return accepted;
    }

    /// <summary>Queues an ack or a response and takes an own reference to it. Ignored once the queue has ended.</summary>
    internal void EnqueueResponse(SharedFrame frame, DrainList? later = null)
    {
        bool wake;
        lock (this)
        {
            if (_isEnding)
                return;
            Append(frame, isEvent: false);
            wake = TryStartDraining();
        }

        if (wake)
            Wake(later);
    }

    /// <summary>Lets frames gather but not go out, until <see cref="Open"/> puts the welcome before them.</summary>
    internal void Hold()
    {
        lock (this)
            _isHeld = true;
    }

    /// <summary>Puts a response before everything that gathered since <see cref="Hold"/>, and lets it all go out.</summary>
    internal void Open(SharedFrame first)
    {
        bool wake;
        lock (this)
        {
            if (_isEnding)
                return;
            _isHeld = false;
            Append(first, isEvent: false);
            var mask = _items!.Length - 1;
            _head = (_head - 1) & mask;
            var last = (_head + _count) & mask;
            if (last != _head) // Equal in a full ring: the frame stands in its place already.
            {
                _items[_head] = _items[last];
                _items[last] = default;
            }

            wake = TryStartDraining();
        }

        if (wake)
            Wake(later: null);
    }

    /// <summary>Accepts events again. Sync calls it before it reads the heads, so that nothing falls between (rule S2).</summary>
    internal void ResumeEvents()
    {
        lock (this)
            _isLagging = false;
    }

    /// <summary>Queues the Close frame as the last one; the consumer ends the connection behind it. The first call wins.</summary>
    internal void Close(Code code, string message, TimeSpan? retryAfter = null)
    {
        var frame = FrameEncoder.EncodeClose(code, message, retryAfter);
        bool wake;
        lock (this)
        {
            wake = !_isEnding;
            if (wake)
            {
                if (_isHeld)
                    DropAll();
                _isHeld = false;
                Append(frame, isEvent: false);
                _closeCode = (int)code;
                _isEnding = true;
                wake = TryStartDraining();
            }
        }

        frame.Release();
        if (wake)
            Wake(later: null);
    }

    /// <summary>Drops everything, accepts nothing more: the connection is gone.</summary>
    internal void Stop()
    {
        lock (this)
        {
            _isEnding = true;
            DropAll();
            SettleBacklog();
            ReturnItems();
        }
    }

    /// <summary>Completes when the consumer is off duty. Only after <see cref="Stop"/>, so that it stays off.</summary>
    internal Task WhenIdle()
    {
        lock (this)
        {
            if (!_isDraining)
                return Task.CompletedTask;
            _idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _idle.Task;
        }
    }

    /// <summary>Completes when half of a response backlog is sent, or the queue was stopped. The connection's reader only.</summary>
    internal Task WhenBacklogIsGone()
    {
        lock (this)
        {
            if (!HasResponseBacklog)
                return Task.CompletedTask;
            _backlogGone ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _backlogGone.Task;
        }
    }

    /// <summary>
    /// Moves frames out, with their references, in order: at most <paramref name="frames"/>.Length of them, ending with
    /// the one that reaches <paramref name="bytesMax"/>. 0: the queue is empty and the consumer is off duty until
    /// <see cref="IOutboundConsumer.OnOutbound"/>. The consumer only.
    /// </summary>
    internal int Take(Span<SharedFrame> frames, int bytesMax)
    {
        lock (this)
        {
            var (taken, bytes) = (0, 0);
            while (_count > 0 && taken < frames.Length && bytes < bytesMax)
            {
                var frame = RemoveFirst().Frame;
                bytes += frame.Length;
                frames[taken++] = frame;
            }

            if (taken == 0)
            {
                _isDraining = false;
                _idle?.TrySetResult();
                ReturnItems();
            }

            SettleBacklog();
            return taken;
        }
    }

    private void Wake(DrainList? later)
    {
        if (later is null)
            consumer!.OnOutbound(isOneOfMany: false);
        else
            later.Add(consumer!);
    }

    private void Append(SharedFrame frame, bool isEvent)
    {
        if (_items is null || _count == _items.Length)
            Grow();
        frame.AddReferences(1);
        _items![(_head + _count) & (_items.Length - 1)] = new OutboundItem(frame, isEvent);
        _count++;
        if (isEvent)
            _eventBytes += frame.Length;
        else
            _responseBytes += frame.Length;
    }

    private OutboundItem RemoveFirst()
    {
        var item = _items![_head];
        _items[_head] = default;
        _head = (_head + 1) & (_items.Length - 1);
        _count--;
        if (item.IsEvent)
            _eventBytes -= item.Frame.Length;
        else
            _responseBytes -= item.Frame.Length;
        return item;
    }

    private void DropAll()
    {
        while (_count > 0)
            RemoveFirst().Frame.Release();
    }

    private void Grow()
    {
        var larger = ArrayPool<OutboundItem>.Shared.Rent(_items is null ? ItemsMin : _items.Length * 2);
        for (var i = 0; i < _count; i++)
            larger[i] = _items![(_head + i) & (_items.Length - 1)];
        _head = 0;
        if (_items is not null)
            ArrayPool<OutboundItem>.Shared.Return(_items, clearArray: true);
        _items = larger;
    }

    private void ReturnItems()
    {
        if (_items is null)
            return;
        ArrayPool<OutboundItem>.Shared.Return(_items);
        (_items, _head) = (null, 0);
    }

    // A queue without a consumer (a test's) is drained by hand.
    private bool TryStartDraining()
    {
        if (_isDraining || _isHeld || _count == 0 || consumer is null)
            return false;
        return _isDraining = true;
    }

    private void SettleBacklog()
    {
        if (_backlogGone is null || _responseBytes > ResponseBacklogBytes / 2)
            return;
        _backlogGone.SetResult();
        _backlogGone = null;
    }
}
