using System.Collections;
using System.Collections.Immutable;
using System.Collections.Specialized;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace FastChat.Client;

/// <summary>
/// A list that keeps itself up to date: a snapshot, then batches of changes, with nothing missed in between.
/// <see cref="Snapshot"/> and <see cref="ReadChangesAsync"/> are for any thread; everything else (count, indexer, enumeration,
/// <see cref="CollectionChanged"/>) belongs to the event context, where the list changes step by step just before each event.
/// Dispose of it to stop the updates.
/// </summary>
/// <typeparam name="T">The rows, immutable and equal by value.</typeparam>
[SuppressMessage("Naming", "CA1710:Identifiers should have correct suffix", Justification = "A list.")]
public abstract class LiveList<T> : IReadOnlyList<T>, INotifyCollectionChanged, IAsyncDisposable
    where T : notnull
{
    private readonly EventQueue _events;
    private readonly Lock _gate = new();
    private ImmutableArray<T> _view;         // Event context only, but for the constructor.

    // Under _gate.
    private ListState<T> _latest;
    private bool _applying;                  // An Apply is on its way to the event context.
    private bool _disposed;
    private NotifyCollectionChangedEventHandler? _handlers;

    private protected LiveList(EventQueue events, ImmutableArray<T> first)
    {
        _events = events;
        _latest = new ListState<T>(first);
        _view = first;
    }

    /// <summary>
    /// One event per step, on the event context; a big batch is one Reset. A handler that is added while the list has rows
    /// gets a Reset first, so that nothing is missed between opening the list and adding it.
    /// </summary>
    public event NotifyCollectionChangedEventHandler? CollectionChanged
    {
        add
        {
            lock (_gate)
                _handlers += value;
            if (value is not null)
                _events.Post(() => Greet(value));
        }

        remove
        {
            lock (_gate)
                _handlers -= value;
        }
    }

    /// <summary>The newest state, from any thread. It may be ahead of what the event context has been told.</summary>
    public ImmutableArray<T> Snapshot => Latest.Items;

    /// <summary>How many rows there are. On the event context.</summary>
    public int Count => _view.Length;

    /// <summary>A row. On the event context.</summary>
    /// <param name="index">From 0.</param>
    public T this[int index] => _view[index];

    private protected bool IsDisposed
    {
        get
        {
            lock (_gate)
                return _disposed;
        }
    }

    private ListState<T> Latest
    {
        get
        {
            lock (_gate)
                return _latest;
        }
    }

    /// <summary>
    /// The changes, in batches: first one Reset with the snapshot, then what changed since the batch before. A slow reader gets
    /// fewer, bigger batches. Ends when the list is disposed of. From any thread; several readers each get everything.
    /// </summary>
    /// <param name="cancellationToken">Ends the stream by <see cref="OperationCanceledException"/>.</param>
    public async IAsyncEnumerable<IReadOnlyList<ListChange<T>>> ReadChangesAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var seen = Latest;
        yield return [ListChange<T>.Reset(seen.Items)];
        while (!IsDisposed)
        {
            await seen.Replaced.WaitAsync(cancellationToken).ConfigureAwait(false);
            var next = Latest;
            var changes = Diff(seen.Items, next.Items);
            seen = next;
            if (changes.Count > 0 && !IsDisposed)
                yield return changes;
        }
    }

    /// <summary>The rows, as of now. On the event context; changes during the enumeration do not disturb it.</summary>
    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)_view).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Stops the updates and ends <see cref="ReadChangesAsync"/>. Safe inside a handler; the last snapshot stays readable.</summary>
    public ValueTask DisposeAsync()
    {
        ListState<T> last;
        lock (_gate)
        {
            if (_disposed)
                return ValueTask.CompletedTask;
            _disposed = true;
            last = _latest;
        }

        last.Replace();
        OnDisposed();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    private protected abstract void OnDisposed();

    private protected abstract IReadOnlyList<ListChange<T>> Diff(ImmutableArray<T> from, ImmutableArray<T> to);

    /// <summary>Sets the first state; called by a constructor, before anybody else has the list.</summary>
    private protected void Begin(ImmutableArray<T> items)
    {
        lock (_gate)
            _latest = new ListState<T>(items);
        _view = items;
    }

    /// <summary>Makes a state the newest one. From any thread, but from one at a time.</summary>
    private protected void Publish(ImmutableArray<T> items)
    {
        ListState<T> before;
        lock (_gate)
        {
            if (_disposed || _latest.Items == items)
                return;
            before = _latest;
            _latest = new ListState<T>(items);
            if (!_applying)
                _events.Post(Apply);
            _applying = true;
        }

        before.Replace();
    }

    // Event context. Compares what was told with what is true now, so that waiting costs no memory and nothing is told twice.
    private void Apply()
    {
        ImmutableArray<T> target;
        lock (_gate)
        {
            _applying = false;
            target = _latest.Items;
        }

        foreach (var change in Diff(_view, target))
        {
            NotifyCollectionChangedEventHandler? handlers;
            lock (_gate)
            {
                if (_disposed)
                    return;
                handlers = _handlers;
            }

            _view = change.ApplyTo(_view);
            handlers?.Invoke(this, ListEvents.Of(change));
        }
    }

    private void Greet(NotifyCollectionChangedEventHandler handler)
    {
        if (!IsDisposed && !_view.IsEmpty)
            handler(this, new NotifyCollectionChangedEventArgs(NotifyCollectionChangedAction.Reset));
    }
}
