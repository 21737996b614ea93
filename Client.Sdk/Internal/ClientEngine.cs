using System.Runtime.CompilerServices;
using FastChat.Client.Connections;
using FastChat.Client.LocalState;
using FastChat.Client.Sync;
using FastChat.Protocol.Identifiers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Wire = FastChat.Protocol;

namespace FastChat.Client.Internal;

/// <summary>
/// Everything beneath the public API: keeps the store in step with the server. Any thread may call; nothing but requests waits
/// for the network.
/// </summary>
internal sealed class ClientEngine : IAsyncDisposable
{
    private readonly LocalStore _store;
    private readonly EngineOptions _options;
    private readonly ILogger _logger;
    private readonly StatusBoard _status = new();
    private readonly SessionGate _gate = new();
    private readonly SyncWork _work = new();
    private readonly PresenceBoard _presence = new();
    private readonly ConversationWatches _watches = new();
    private readonly SignalBoard _signals = new();
    private readonly TypingBoard _typing;
    private readonly TypingSender _typingSender;
    private readonly HistoryFetcher _history;
    private readonly EntryStreams _streams;
    private readonly ConnectionLoop _loop;
    private readonly Lock _lifecycle = new();
    private CancellationTokenSource _stop = new();
    private Task? _running;

    public ClientEngine(LocalStore store, ITokenSource tokens, IEndpointSource endpoints, IUploads uploads, EngineOptions options)
    {
        _logger = (ILogger?)options.Logs?.CreateLogger<ClientEngine>() ?? NullLogger.Instance;
        (_store, _options) = (store, options);
        _typing = new TypingBoard(store.Changes, options.Time);
        _typingSender = new TypingSender(_gate, options.Time, _logger);
        _history = new HistoryFetcher(store, _work);
        _streams = new EntryStreams(
            store, (id, after, token) => EnsureHistoryAsync(id, after, EngineLimits.StreamPageEntries, LogDirection.After, token));
        var parts = new SessionParts(store, _work, _history, _typing, _presence, _watches, _signals, tokens, uploads, options, _logger);
        _loop = new ConnectionLoop(parts, endpoints, _status, _gate);
    }

    public ConnectionStatus Status => _status.Current;

    /// <summary>In the background nothing is connected; requests wait.</summary>
    public bool Paused
    {
        get => _loop.Paused;
        set => _loop.Paused = value;
    }

    /// <summary>Calls in order, on a task of the engine's own.</summary>
    public IDisposable OnStatus(Action<ConnectionStatus> watcher) => _status.Watch(watcher);

    public Task WaitForAsync(ConnectionState state, CancellationToken cancellationToken) => _status.WaitAsync(state, cancellationToken);

    /// <summary>Ends a wait between attempts, and leaves the refused state.</summary>
    public void RetryNow() => _loop.RetryNow();

    /// <summary>Connects and stays connected. Needs a session in the store. Idempotent.</summary>
    public void Start()
    {
        lock (_lifecycle)
        {
            if (_running is not null)
                return;
            _stop = new CancellationTokenSource();
            var stop = _stop.Token;
            _running = Task.Run(() => Task.WhenAll(_loop.RunAsync(stop), new ExpiryRunner(_store, _options.Time).RunAsync(stop)), stop);
        }
    }

    /// <summary>Disconnects; the outbox stays. <paramref name="code"/> is told to who waits.</summary>
    public async Task StopAsync(ErrorCode code = ErrorCode.SignedOut)
    {
        Task? running;
        lock (_lifecycle)
            (running, _running) = (_running, null);
        if (running is null)
            return;
        await _stop.CancelAsync().ConfigureAwait(false);
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        _gate.Refuse(new ChatException(code, "The client is stopped."));
        _gate.Close();
        _status.Set(new ConnectionStatus(ConnectionState.SignedOut));
    }

    /// <summary>
    /// Waits for a connection, sends, and waits for the answer; after a lost connection it is sent again, which every request
    /// allows. Refusals are <see cref="ChatException"/>. A conversation in the answer is in the store.
    /// </summary>
    public async Task<Wire.ServerFrame> RequestAsync(Wire.ClientFrame request, CancellationToken cancellationToken)
    {
        var response = await RunAsync(connection => connection.RequestAsync(request, cancellationToken), cancellationToken).ConfigureAwait(false);
        if (response.Conversation is { } state)
        {
            await _store.UpsertConversationAsync(state).ConfigureAwait(false);
            _presence.MembersChanged();
        }

        return response;
    }

    // ---- Sending ------------------------------------------------------------------------------------------------------

    /// <summary>Durable when it returns. A Once key that was used before gives the first draft's id.</summary>
    public async Task<MessageId> EnqueueAsync(OutgoingDraft draft, CancellationToken cancellationToken)
    {
        var (message, cleared) = await _store.WriteAsync(
            transaction => (OutboxWrites.Enqueue(transaction, draft),
                draft.Entry is { Kind: Wire.EntryKind.Message, TargetSequence: 0 } && PersonalWrites.ClearDraft(transaction, draft.Conversation)),
            durable: true,
            cancellationToken).ConfigureAwait(false);
        if (cleared)
            _work.Personal.Add(SyncWork.PersonalChangesWait);
        if (draft.Upload is null)
            _work.Outbox.Add(draft.Conversation);
        else
            _work.Uploads.Add(true);
        return message;
    }

    /// <summary>False once its bytes may have left.</summary>
    public async Task<bool> WithdrawAsync(MessageId message)
    {
        var conversation = _store.FindOutbox(message)?.Conversation;
        var withdrawn = await _store.WriteAsync(transaction => OutboxWrites.Withdraw(transaction, message)).ConfigureAwait(false);
        if (conversation is { } id)
            _work.Outbox.Add(id);
        return withdrawn;
    }

    /// <summary>Puts a refused draft back in line; false if it is none.</summary>
    public async Task<bool> RetryAsync(MessageId message)
    {
        var conversation = await _store.WriteAsync(transaction => OutboxWrites.Retry(transaction, message)).ConfigureAwait(false);
        if (conversation is not { } id)
            return false;
        _work.Outbox.Add(id);
        _work.Uploads.Add(true);
        return true;
    }

    /// <summary>How a send ends; at once if that is known already.</summary>
    public async Task<SendOutcome> WhenSentAsync(ConversationId id, MessageId message, CancellationToken cancellationToken)
    {
        var waiting = _store.WaitForOutcome(message);
        if (_store.FindEntry(id, message) is { } entry)
            return _store.Decide(message, new SendOutcome(entry.Sequence, null, null));
        if (_store.FindOutbox(message) is { State: OutboxState.Refused } refused)
            return _store.Decide(message, new SendOutcome(0, refused.Code, "The message was refused."));
        return await waiting.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Until everything is acked or refused, and the server knows what was read and received up to now.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        using var changes = _store.Changes.Subscribe();
        var moves = _store.Read(connection => CursorTable.ReadUnsent(connection, int.MaxValue));
        var last = _store.Read(PersonalRead.LastChange);
        while (_store.Read(connection => OutboxTable.CountPending(connection) > 0 || CursorTable.AreUnsent(connection, moves)
            || PersonalRead.IsWaiting(connection, last)))
            await changes.NextAsync(cancellationToken).ConfigureAwait(false);
    }

    // ---- History ------------------------------------------------------------------------------------------------------

    /// <summary>
    /// Fetches until <see cref="LocalStore.ReadLog"/> has as many entries there, or says complete. Waits for a connection only if
    /// something is missing.
    /// </summary>
    public async Task EnsureHistoryAsync(
        ConversationId id, long anchor, int count, LogDirection direction, CancellationToken cancellationToken)
    {
        if (direction == LogDirection.Before && anchor <= 0)
            await EnsureNewestAsync(id, cancellationToken).ConfigureAwait(false);
        while (true)
        {
            var slice = _store.ReadLog(id, anchor, count, direction);
            if (slice.Complete || slice.Entries.Length >= count || _store.ReadConversation(id) is { LocalOnly: true } or { Deleted: true })
                return;
            var from = slice.Entries.Length == 0
                ? anchor
                : slice.Entries[direction == LogDirection.Before ? 0 : slice.Entries.Length - 1].Sequence;
            var limit = Math.Max(EngineLimits.TailEntries, count - slice.Entries.Length);
            if (!await FetchAsync(id, from, limit, direction, cancellationToken).ConfigureAwait(false))
                return;
        }
    }

    /// <summary>A conversation's log after a sequence: ordered, gap-free, endless.</summary>
    public IAsyncEnumerable<EntryRow> ReadEntriesAsync(ConversationId id, long afterSequence, CancellationToken cancellationToken) =>
        _streams.ReadAsync(id, afterSequence, cancellationToken);

    /// <summary>The messages of all conversations from a named position on.</summary>
    public IAsyncEnumerable<EntryRow> ReadAllAsync(string position, CancellationToken cancellationToken) =>
        _streams.ReadAllAsync(position, cancellationToken);

    /// <summary>Somebody looks at a conversation: it is brought up to date soon.</summary>
    public void Want(ConversationId id)
    {
        _work.Gaps.Add(id);
        var row = _store.ReadConversation(id);
        if (row is null or { HasState: false, LocalOnly: false })
            _work.States.Add(id);
        else if (row.MemberCount > Wire.ProtocolLimits.LiveTypingMembersMax)
            _watches.Add(id);
    }

    public void WantProfile(AccountId id) => _work.Profiles.Add(id);

    /// <summary>Changes what the account keeps for itself: durable here when it returns, told to the server when it can be.</summary>
    public async Task ChangeAsync(Wire.ClientFrame change, CancellationToken cancellationToken)
    {
        await _store.WriteAsync(transaction => PersonalWrites.Enqueue(transaction, change), durable: true, cancellationToken).ConfigureAwait(false);
        _work.Personal.Add(SyncWork.PersonalChangesWait);
    }

    // ---- Cursors, typing, presence --------------------------------------------------------------------------------------

    /// <summary>Forward only; told to the server when it can be.</summary>
    public async Task MarkReadAsync(ConversationId id, long sequence)
    {
        if (await _store.WriteAsync(transaction => CursorTable.MarkRead(transaction, id, sequence)).ConfigureAwait(false))
            _work.Cursors.Add(id);
    }

    /// <summary>Forward only; a reply that is not on this device moves nothing.</summary>
    public async Task MarkThreadReadAsync(ConversationId id, long root, long sequence)
    {
        if (_store.ReadEntry(id, sequence) is { Entry.Kind: Wire.EntryKind.Message } reply && (long)reply.Entry.TargetSequence == root
            && await _store.WriteAsync(transaction => ThreadCursorTable.Move(transaction, id, root, sequence, reply.Entry.ThreadOrdinal))
                .ConfigureAwait(false))
            _work.Cursors.Add(id);
    }

    /// <summary>Has the server told how this device is pushed to, by this connection or the next.</summary>
    public void TellPush() => _work.Push.Add(true);

    /// <summary>Tells others now, or not at all; repeated at most every 4 seconds.</summary>
    public void SetTyping(ConversationId id, bool active) => _typingSender.Set(id, active);

    public IReadOnlyList<AccountId> Typing(ConversationId id) => _typing.Read(id);

    /// <summary>Signals from now on; of those that wait too long the oldest go.</summary>
    public async IAsyncEnumerable<Signal> ReadSignalsAsync(ConversationId id, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var channel = _signals.Open(id);
        try
        {
            Want(id);
            while (true)
                yield return await channel.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _signals.Close(id, channel);
        }
    }

    /// <summary>First what is known, then changes; the latest of each account.</summary>
    public async IAsyncEnumerable<IReadOnlyList<Wire.Presence>> WatchPresenceAsync(
        IReadOnlyCollection<AccountId> accounts, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var watch = _presence.Add(accounts);
        try
        {
            while (true)
                yield return await watch.NextAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _presence.Remove(watch);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await MoveLastCursorsAsync().ConfigureAwait(false);
        await StopAsync().ConfigureAwait(false);
        _typing.Dispose();
        _status.Close();
    }

    // What was read just now reaches the others if that takes a moment only; what does not, is told by the next connection.
    private async Task MoveLastCursorsAsync()
    {
        if (_gate.Current is not { } connection)
            return;
        using var patience = new CancellationTokenSource(
            TimeSpan.FromMilliseconds(EngineLimits.LastCursorsMilliseconds), _options.Time);
        try
        {
            await new CursorMover(_store, _work, connection, _options.Time, _logger).MoveAsync(patience.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is ConnectionLostException or OperationCanceledException)
        {
            // Too late.
        }
    }

    private async Task EnsureNewestAsync(ConversationId id, CancellationToken cancellationToken)
    {
        var row = _store.ReadConversation(id);
        if (row is null or { LocalOnly: true } or { Left: true } or { Deleted: true })
            return;
        if (_store.Read(connection => RangeTable.Newest(connection, row.Key)).Top.Last < row.HeadSequence)
            await FetchAsync(id, 0, EngineLimits.TailEntries, LogDirection.Before, cancellationToken).ConfigureAwait(false);
    }

    private Task<bool> FetchAsync(ConversationId id, long anchor, int limit, LogDirection direction, CancellationToken cancellationToken) =>
        RunAsync(connection => _history.FetchAsync(connection, id, anchor, limit, direction, cancellationToken), cancellationToken);

    private async Task<T> RunAsync<T>(Func<ServerConnection, Task<T>> run, CancellationToken cancellationToken)
    {
        while (true)
        {
            var connection = await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                return await run(connection).ConfigureAwait(false);
            }
            catch (ConnectionLostException)
            {
                _gate.Lost(connection);
            }
        }
    }
}
