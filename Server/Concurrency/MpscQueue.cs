using System.Numerics;

namespace FastChat.Server.Concurrency;

/// <summary>
/// A bounded queue for many producers and one consumer, without locks and without allocation. It is a ring of slots, each
/// with a turn number (after D. Vyukov's bounded queue): slot i may be written at position p when its turn is p, and read
/// when its turn is p + 1; reading hands it on to position p + capacity.
/// </summary>
/// <remarks>
/// Memory ordering. A producer owns a slot once its compare-exchange moved the tail past it. It writes the item, then the
/// turn with release semantics; the consumer reads the turn with acquire semantics, so it sees the item whole. The
/// consumer clears the item before it releases the turn, so the next producer of the slot never races with it.
/// Wake-up. Producer: publish, full fence, read <c>_parked</c>. Consumer: write <c>_parked</c>, full fence, look for an
/// item. The two fences make it impossible that both miss the other's write (Dekker's argument), so no item is left
/// lying while the consumer sleeps; the exchange on <c>_parked</c> makes exactly one of them act on it.
/// </remarks>
internal sealed class MpscQueue<T>
{
    private readonly Slot[] _slots;
    private readonly int _mask;
    private readonly Action _wake;
    private QueueCursors _cursors;

    /// <param name="capacityMin">Rounded up to a power of two.</param>
    /// <param name="wake">
    /// Called by the producer that finds the consumer parked, once per successful <see cref="TryPark"/>: releases the
    /// consumer's thread or schedules its work item. Must be quick and must not throw.
    /// </param>
    internal MpscQueue(int capacityMin, Action wake)
    {
        var capacity = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(capacityMin, 2));
        _slots = new Slot[capacity];
        for (var i = 0; i < capacity; i++)
            _slots[i].Turn = i;
        _mask = capacity - 1;
        _wake = wake;
    }

    internal int Capacity => _slots.Length;

    /// <summary>How many items wait, roughly: for metrics and for the size of a batch. Any thread.</summary>
    internal int CountApproximate =>
        (int)Math.Clamp(Volatile.Read(ref _cursors.Tail) - Volatile.Read(ref _cursors.Head), 0, _slots.Length);

    /// <summary>Appends an item; false when the queue is full. Any thread; never waits.</summary>
    internal bool TryEnqueue(T item)
    {
        var position = Volatile.Read(ref _cursors.Tail);
        while (true)
        {
            ref var slot = ref _slots[position & _mask];
            var behind = Volatile.Read(ref slot.Turn) - position;
            if (behind < 0)
                return false;
            if (behind == 0)
            {
                var seen = Interlocked.CompareExchange(ref _cursors.Tail, position + 1, position);
                if (seen == position)
                {
                    slot.Item = item;
                    Volatile.Write(ref slot.Turn, position + 1);
                    Interlocked.MemoryBarrier();
                    WakeParked();
                    return true;
                }

                position = seen;
            }
            else
            {
                // Another producer took this position since it was read.
                position = Volatile.Read(ref _cursors.Tail);
            }
        }
    }

    /// <summary>
    /// Moves up to <paramref name="items"/>.Length items out, in order, and returns how many. 0: nothing is ready; an item
    /// whose producer is between taking the position and publishing is not ready, and that producer will wake a parked
    /// consumer. The consumer only.
    /// </summary>
    internal int Drain(Span<T> items)
    {
        var head = _cursors.Head;
        var count = 0;
        while (count < items.Length)
        {
            ref var slot = ref _slots[head & _mask];
            if (Volatile.Read(ref slot.Turn) != head + 1)
                break;
            items[count++] = slot.Item!;
            slot.Item = default;
            Volatile.Write(ref slot.Turn, head + _slots.Length);
            head++;
        }

        Volatile.Write(ref _cursors.Head, head);
        return count;
    }

    /// <summary>
    /// The consumer wants to rest. True: it must, and the wake-up will be called when an item arrives. False: an item is
    /// there already, so it goes on draining. The consumer only.
    /// </summary>
    internal bool TryPark()
    {
        Volatile.Write(ref _cursors.Parked, 1);
        Interlocked.MemoryBarrier();
        var head = _cursors.Head;
        if (Volatile.Read(ref _slots[head & _mask].Turn) != head + 1)
            return true;

        // If a producer was faster with the exchange, its wake-up is on the way, and the consumer rests until it comes.
        return Interlocked.Exchange(ref _cursors.Parked, 0) == 0;
    }

    private void WakeParked()
    {
        if (Volatile.Read(ref _cursors.Parked) == 1 && Interlocked.Exchange(ref _cursors.Parked, 0) == 1)
            _wake();
    }

    private struct Slot
    {
        internal long Turn;
        internal T? Item;
    }
}
