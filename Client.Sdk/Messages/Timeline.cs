using System.Collections.Immutable;
using FastChat.Client.Conversations;
using FastChat.Client.LocalState;
using FastChat.Client.Messages;
using FastChat.Protocol.Identifiers;

namespace FastChat.Client;

/// <summary>
/// A window over a conversation's log: messages with their edits and reactions folded in, membership changes, and one's own
/// unsent messages below. One row per message, with one key from the echo to the log. It grows by page, up to 1,000 rows:
/// beyond that the other end is let go. What is not on this device is fetched. See <see cref="LiveList{T}"/> for the threads.
/// </summary>
public sealed class Timeline : LiveList<TimelineItem>
{
    private const int PageRows = 50;

    private readonly SignedInClient _client;
    private readonly ConversationId _id;
    private readonly ChangeSubscription _changes;
    private readonly CancellationTokenSource _ended = new();
    private readonly ReceiptRefresher _receipts;
    private readonly Lock _gate = new();

    // Under _gate.
    private readonly TimelineWindow _window;
    private long _firstUnread;
    private bool _fetching;
    private readonly HashSet<long> _wantedQuotes = [];

    internal Timeline(SignedInClient client, ConversationId id, long aroundSequence)
        : base(client.Events, [])
    {
        _client = client;
        _id = id;
        _changes = client.Store.Changes.Subscribe(id);
        _window = new TimelineWindow(client.Store, id);
        _receipts = new ReceiptRefresher(client, id, _ended.Token);
        var before = client.Store.ReadOutbox(id);
        if (aroundSequence > 0)
            _window.OpenAround(aroundSequence, PageRows);
        else
            _window.OpenEnd(PageRows);
        Begin(Build(before));
        client.Engine.Want(id);
        _ = Task.Run(() => FollowAsync(aroundSequence));
    }

    /// <summary>Nothing older exists. From any thread.</summary>
    public bool AtStart
    {
        get
        {
            lock (_gate)
                return _window.AtStart;
        }
    }

    /// <summary>The window reaches the live end: new messages appear by themselves. From any thread.</summary>
    public bool AtEnd
    {
        get
        {
            lock (_gate)
                return _window.Following && !_window.HasGap;
        }
    }

    /// <summary>The first sequence that the account has not read on any device; 0: everything is read. From any thread.</summary>
    public long FirstUnread
    {
        get
        {
            lock (_gate)
                return _firstUnread;
        }
    }

    /// <summary>
    /// Adds older rows at the top: from this device, and else from the server, once it is connected. From any thread.
    /// </summary>
    /// <param name="count">How many at most, 1 to 1,000.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>How many were added; fewer than asked for only at the start of the log.</returns>
    /// <exception cref="ChatException">They are not on this device, and the server refuses to give them.</exception>
    public async Task<int> LoadOlderAsync(int count = 50, CancellationToken cancellationToken = default)
    {
        CheckCount(count);
        var added = 0;
        while (true)
        {
            long from;
            lock (_gate)
            {
                added += _window.GrowOlder(count - added);
                PublishRows();
                if (added >= count || _window.AtStart)
                    return added;
                from = _window.First;
            }

            await _client.Engine.EnsureHistoryAsync(_id, from, count - added, LogDirection.Before, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Adds newer rows at the bottom: from this device, and else from the server, once it is connected. From any thread.
    /// </summary>
    /// <param name="count">How many at most, 1 to 1,000.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>How many were added; fewer than asked for only at the end of the log.</returns>
    /// <exception cref="ChatException">They are not on this device, and the server refuses to give them.</exception>
    public async Task<int> LoadNewerAsync(int count = 50, CancellationToken cancellationToken = default)
    {
        CheckCount(count);
        var added = 0;
        while (true)
        {
            long from;
            lock (_gate)
            {
                added += _window.GrowNewer(count - added);
                PublishRows();
                if (added >= count || (_window.Following && !_window.HasGap))
                    return added;
                from = _window.Last;
            }

            await _client.Engine.EnsureHistoryAsync(_id, from, count - added, LogDirection.After, cancellationToken).ConfigureAwait(false);
        }
    }

    private protected override IReadOnlyList<ListChange<TimelineItem>> Diff(
        ImmutableArray<TimelineItem> from, ImmutableArray<TimelineItem> to) => ListDiff.Compute(from, to, static item => item.Key);

    private protected override void OnDisposed()
    {
        _ended.Cancel();
        _changes.Dispose();
        _receipts.Dispose();
        _client.Forget(this);
    }

    private static void CheckCount(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, TimelineWindow.RowsMax);
    }

    // Runs on the pool until the timeline is disposed of.
    private async Task FollowAsync(long aroundSequence)
    {
        var token = _ended.Token;
        try
        {
            if (aroundSequence > 0)
                _ = FillAroundAsync(aroundSequence, token);
            FetchMissing();
            while (true)
            {
                var changes = await _changes.NextAsync(token).ConfigureAwait(false);
                _client.People.Forget(changes);
                lock (_gate)
                {
                    if (changes.Reset)
                        _window.OpenEnd(PageRows);
                    else if (changes.Conversations.GetValueOrDefault(_id).HasFlag(ChangeKinds.Removed))
                        _window.Reload();
                    PublishRows(refresh: true);
                }

                FetchMissing();
            }
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            // Disposed of.
        }
        catch (Exception e)
        {
            if (!IsDisposed)
                _client.ListFailed(e);
        }
    }

    private async Task FillAroundAsync(long sequence, CancellationToken cancellationToken)
    {
        try
        {
            await _client.Engine.EnsureHistoryAsync(_id, sequence + 1, PageRows / 2, LogDirection.Before, cancellationToken).ConfigureAwait(false);
            await _client.Engine.EnsureHistoryAsync(_id, sequence, PageRows / 2, LogDirection.After, cancellationToken).ConfigureAwait(false);
            lock (_gate)
            {
                _window.OpenAround(sequence, PageRows);
                PublishRows();
            }
        }
        catch (Exception e) when (e is ChatException or OperationCanceledException or ObjectDisposedException)
        {
            // Refused or ended: what is here is shown, and the Load methods say what is wrong.
        }
    }

    // Asks for what a fresh window or a gap lacks, once at a time; what comes is told as a change.
    private void FetchMissing()
    {
        (long Anchor, int Count, LogDirection Direction) wanted;
        lock (_gate)
        {
            if (_fetching || !_window.Following)
                return;
            if (_window.HasGap && _window.Count > 0)
                wanted = (_window.Last, TimelineWindow.RowsMax, LogDirection.After);
            else if (_window.Count < PageRows && !_window.AtStart)
                wanted = (_window.Count == 0 ? 0 : _window.First, PageRows - _window.Count, LogDirection.Before);
            else
                return;
            _fetching = true;
        }

        _ = FetchAsync(wanted.Anchor, wanted.Count, wanted.Direction);
    }

    // Each quoted message that is not here is asked for once; what comes is told as a change.
    private void FetchQuotes(ImmutableArray<TimelineItem> items)
    {
        foreach (var item in items)
        {
            if (item.Quote is { State: QuoteState.Missing } quote && _wantedQuotes.Count < TimelineWindow.RowsMax && _wantedQuotes.Add(quote.Sequence))
                _ = FetchQuoteAsync(quote.Sequence);
        }
    }

    private async Task FetchQuoteAsync(long sequence)
    {
        try
        {
            await _client.Engine.EnsureHistoryAsync(_id, sequence - 1, 1, LogDirection.After, _ended.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ChatException or OperationCanceledException or ObjectDisposedException)
        {
            // Refused (it lies before the account joined) or ended: it stays missing.
        }
    }

    private async Task FetchAsync(long anchor, int count, LogDirection direction)
    {
        try
        {
            await _client.Engine.EnsureHistoryAsync(_id, anchor, count, direction, _ended.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ChatException or OperationCanceledException or ObjectDisposedException)
        {
            // Refused or ended; the next change asks again, and the Load methods say what is wrong.
        }

        try
        {
            Refill();
        }
        catch (Exception e)
        {
            if (!IsDisposed)
                _client.ListFailed(e);
        }
    }

    private void Refill()
    {
        lock (_gate)
        {
            _fetching = false;
            if (IsDisposed)
                return;
            if (_window.Count == 0)
                _window.OpenEnd(PageRows);
            else if (_window.Count < PageRows)
                _window.GrowOlder(PageRows - _window.Count);
            PublishRows(refresh: true);
        }
    }

    private void PublishRows(bool refresh = false)
    {
        if (IsDisposed)
            return;
        var outbox = _client.Store.ReadOutbox(_id);
        if (refresh)
            _window.Refresh(PageRows);
        Publish(Build(outbox));
    }

    private ImmutableArray<TimelineItem> Build(IReadOnlyList<OutboxRow> outbox)
    {
        var row = _client.Store.ReadConversation(_id);
        if (row is { Deleted: true })
            _window.Clear();
        _firstUnread = row is { Unread: > 0 } ? row.ReadSequence + 1 : 0;
        var receipts = row is null ? default : Receipts.Read(_client.Store, row, _client.Me);
        _receipts.Notice(row?.MembershipVersion ?? 0);
        var items = _client.Items.Build(_window.Rows, outbox, receipts, _window.Following);
        FetchQuotes(items);
        return items;
    }
}
