using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using Google.Protobuf;
using Microsoft.Data.Sqlite;
using Wire = FastChat.Protocol;

namespace FastChat.Client.LocalState;

/// <summary>
/// Everything that this device knows, in one SQLite file. Reads are synchronous and see the last commit; writes complete
/// after theirs. Any thread may call. What the engine alone writes goes through <see cref="WriteAsync"/>.
/// </summary>
internal sealed class LocalStore : IAsyncDisposable
{
    private readonly StoreDatabase _database;

    private LocalStore(StoreDatabase database) => _database = database;

    /// <summary>Told after each commit.</summary>
    public ChangeFeed Changes => _database.Changes;

    /// <summary>Whose store this is; none before the first sign-in.</summary>
    public StoredIdentity Self => _database.Self;

    /// <summary>Opens or creates a store; throws <see cref="ChatException"/> when that cannot be.</summary>
    public static async Task<LocalStore> OpenAsync(LocalStoreOptions options, CancellationToken cancellationToken = default)
    {
        var path = Path.GetFullPath(options.Path);
        var key = await (options.Key ?? new FileStoreKeyProvider()).GetKeyAsync(path, cancellationToken).ConfigureAwait(false);
        if (key.Length != ContentSeal.KeyBytes)
            throw new ChatException(ErrorCode.StoreKeyWrong, $"A store key has {ContentSeal.KeyBytes} bytes.");
        try
        {
            var store = new LocalStore(await Task.Run(() => StoreDatabase.Open(path, key, options.Time), cancellationToken).ConfigureAwait(false));
            var session = store.ReadSession();
            store._database.Self = session is null ? StoredIdentity.None : new StoredIdentity(session.Account, session.Device);
            return store;
        }
        catch (Exception exception) when (exception is SqliteException or InvalidDataException)
        {
            throw new ChatException(ErrorCode.StoreUnreadable, $"The store {path} cannot be opened.", null, exception);
        }
    }

    // ---- Session ----------------------------------------------------------------------------------------------------

    public StoredSession? ReadSession() => Read(MetaTable.ReadSession);

    /// <summary>Durable when it returns. A store that held another account forgets it.</summary>
    public async Task WriteSessionAsync(StoredSession session)
    {
        await WriteAsync(
            transaction =>
            {
                var account = MetaTable.ReadAccount(transaction.Connection);
                if (account.Length > 0 && !account.AsSpan().SequenceEqual(session.Account.ToByteString().Span))
                    StoreErasure.Run(transaction);
                MetaTable.WriteSession(transaction.Connection, session);
                return true;
            },
            durable: true).ConfigureAwait(false);
        _database.Self = new StoredIdentity(session.Account, session.Device);
    }

    /// <summary>Forgets the tokens, and where this device is pushed to, which the server forgets with them; keeps the rest.</summary>
    public Task ClearSessionAsync() => WriteAsync(
        transaction =>
        {
            PushTable.Delete(transaction.Connection);
            return MetaTable.Delete(transaction.Connection, "session");
        },
        durable: true);

    /// <summary>Forgets everything.</summary>
    public Task EraseAsync() => WriteAsync(
        transaction =>
        {
            StoreErasure.Run(transaction);
            return true;
        },
        durable: true);

    // ---- Conversations ------------------------------------------------------------------------------------------------

    /// <summary>All, newest activity first.</summary>
    public IReadOnlyList<ConversationRow> ReadConversations() => Read(ConversationTable.ReadAll);

    public ConversationRow? ReadConversation(ConversationId id) => Read(connection => ConversationTable.Read(connection, id));

    /// <summary>Takes in the answer of a request.</summary>
    public GroupState ReadGroup(ConversationId id) => Read(connection => ConversationTable.ReadGroup(connection, id));

    public Task<ConversationRow> UpsertConversationAsync(ConversationState state) => WriteAsync(transaction =>
    {
        ConversationWrites.Apply(transaction, state);
        ConversationId.TryRead(state.ConversationId.Span, out var id);
        return ConversationTable.Read(transaction.Connection, id) ?? throw new InvalidDataException("A conversation without id.");
    });

    /// <summary>The direct conversation with an account; the server learns of it before the first send.</summary>
    public Task<ConversationRow> EnsureDirectAsync(AccountId me, AccountId peer) => WriteAsync(transaction =>
    {
        var id = DirectConversation.Id(me, peer, Encryption.None);
        var inserted = transaction.Connection.Run(
            "INSERT INTO conversations(id, kind, my_role, peer, member_count, local_only) VALUES($1, $2, $3, $4, 2, 1) ON CONFLICT(id) DO NOTHING",
            ConversationTable.Bytes(id), (long)Wire.ConversationKind.Direct, (long)Wire.Role.Member, ConversationTable.Bytes(peer));
        if (inserted > 0)
            transaction.Changed(id, ChangeKinds.Summary);
        return ConversationTable.Read(transaction.Connection, id)!;
    });

    // ---- The log ------------------------------------------------------------------------------------------------------

    /// <summary>What lies without gaps before or after an anchor. Neither complete nor full: a gap follows.</summary>
    public LogSlice ReadLog(ConversationId id, long anchor, int count, LogDirection direction) =>
        Read(connection => EntryTable.Read(connection, id, anchor, count, direction));

    /// <summary>Edits, deletions and reactions about targets between the two, by their own sequence.</summary>
    public IReadOnlyList<EntryRow> ReadReferences(ConversationId id, long firstTarget, long lastTarget) =>
        Read(connection => EntryTable.ReadReferences(connection, id, firstTarget, lastTarget));

    /// <summary>The replies in a thread that are here, the last so many, by sequence.</summary>
    public IReadOnlyList<EntryRow> ReadReplies(ConversationId id, long root, int count) =>
        Read(connection => EntryTable.ReadReplies(connection, id, root, count));

    /// <summary>What the account has deleted for itself.</summary>
    public HiddenMessages ReadHidden(ConversationId id) => Read(connection => HiddenTable.Read(connection, id));

    /// <summary>Pinned messages, in the order of pinning.</summary>
    public IReadOnlyList<long> ReadPins(ConversationId id) => Read(connection => PinTable.Read(connection, id));

    /// <summary>Ordinals of the last replies read, by root, of the threads that this account follows.</summary>
    public IReadOnlyDictionary<long, long> ReadThreadCursors(ConversationId id) => Read(connection => ThreadCursorTable.Read(connection, id));

    public EntryRow? ReadEntry(ConversationId id, long sequence) => Read(connection => EntryTable.Read(connection, id, sequence));

    public EntryRow? FindEntry(ConversationId id, MessageId message) => Read(connection => EntryTable.Find(connection, id, message));

    // ---- Outbox -------------------------------------------------------------------------------------------------------

    /// <summary>In the order of sending. What is acked is gone from here and is an entry.</summary>
    public IReadOnlyList<OutboxRow> ReadOutbox(ConversationId id) => Read(connection => OutboxTable.Read(connection, id));

    public OutboxRow? FindOutbox(MessageId message) => Read(connection => OutboxTable.Find(connection, message));

    // ---- People -------------------------------------------------------------------------------------------------------

    public AccountProfile? ReadProfile(AccountId id) => Read(connection => PeopleTable.ReadProfile(connection, id));

    public Task WriteProfilesAsync(IReadOnlyCollection<AccountProfile> profiles) => WriteAsync(transaction =>
    {
        foreach (var profile in profiles)
            PeopleTable.WriteProfile(transaction, profile);
        return true;
    });

    /// <summary>As far as known.</summary>
    public IReadOnlyList<MemberRow> ReadMembers(ConversationId id) => Read(connection => PeopleTable.ReadMembers(connection, id));

    /// <summary>Takes in members; complete: those not named are no members any more.</summary>
    public Task WriteMembersAsync(ConversationId id, IReadOnlyCollection<Wire.Member> members, bool complete) => WriteAsync(transaction =>
    {
        PeopleTable.WriteMembers(transaction, id, members, complete);
        return true;
    });

    // ---- For the engine -----------------------------------------------------------------------------------------------

    /// <summary>Runs a read on a snapshot.</summary>
    public T Read<T>(Func<StoreConnection, T> read) => _database.Read(read);

    /// <summary>Runs a write in a transaction; with others, each for itself.</summary>
    public Task<T> WriteAsync<T>(
        Func<StoreTransaction, T> apply, bool durable = false, CancellationToken cancellationToken = default) =>
        _database.WriteAsync(apply, durable, cancellationToken);

    /// <summary>Completes when a send is decided. Look into the store after the call: it may have been decided before.</summary>
    public Task<SendOutcome> WaitForOutcome(MessageId message) => _database.Outcomes.Wait(message);

    /// <summary>It was decided before anybody waited: whoever does so now is told.</summary>
    public SendOutcome Decide(MessageId message, SendOutcome outcome)
    {
        _database.Outcomes.Decide(message, outcome);
        return outcome;
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();
}
