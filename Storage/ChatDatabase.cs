using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using FastChat.Storage.Accounts;
using FastChat.Storage.Administration;
using FastChat.Storage.Annotations;
using FastChat.Storage.Backup;
using FastChat.Storage.Commit;
using FastChat.Storage.Conversations;
using FastChat.Storage.Devices;
using FastChat.Storage.Engine;
using FastChat.Storage.Feed;
using FastChat.Storage.Keys;
using FastChat.Storage.Media;
using FastChat.Storage.Messages;
using FastChat.Storage.Personal;
using FastChat.Storage.Push;
using FastChat.Storage.Records;
using FastChat.Storage.Sealing;
using FastChat.Storage.Search;
using FastChat.Storage.Webhooks;

namespace FastChat.Storage;

/// <summary>
/// The open database: the tables to read, the commit log to write, the keys. Thread-safe. Disposing waits for reads that
/// are under way; later ones throw <see cref="ObjectDisposedException"/>.
/// </summary>
public sealed class ChatDatabase : IDisposable
{
    private const string HandleSecret = "handles";
    private const string MediaSecret = "media";

    private readonly RocksDatabase _database;
    private readonly KeyMemory _keyMemory;
    private readonly Rows _rows;
    private readonly Lock _secretGate = new();
    private readonly CommitMark? _mark;
    private readonly ImmutableSortedDictionary<byte, long> _recoveredTurns;

    private readonly TimeProvider _time;

    private ChatDatabase(
        StorageOptions options, TimeProvider time, RocksDatabase database, KeyMemory keyMemory, WrappingKeys wrapping)
    {
        Options = options;
        _time = time;
        _database = database;
        _keyMemory = keyMemory;
        _rows = new Rows(database, new RowCache());
        RequireSchema(database);
        Keys = new KeyRing(database, new KeyRows(database, keyMemory, wrapping), options.DataKeysCachedMax);
        // Without syncs the mark would tell of losses that are the point of running so.
        _mark = options.SyncWrites ? CommitMark.Open(StoragePaths.CommitMark(options.DataDirectory)) : null;
        Commits = new CommitLog(database, _rows.Cache, Keys, _mark);
        Blocks = new BlockTable(_rows, Keys);
        Conversations = new ConversationTable(_rows, Keys);
        Members = new MemberTable(_rows, Keys);
        Cursors = new CursorTable(_rows, Keys);
        Sends = new SendTable(_rows, Keys);
        Lists = new ListTable(_rows, Keys.Server);
        var accounts = new AccountRows(_rows, Keys);
        Accounts = new AccountTable(accounts);
        Proofs = new ProofTable(accounts);
        Bots = new BotTable(accounts);
        Invitations = new InvitationTable(_rows, Keys.Server);
        Handles = new HandleTable(_rows, Keys.Server, Secret(HandleSecret));
        Devices = new DeviceTable(_rows, Keys);
        Media = new MediaTable(_rows, Keys);
        MediaHoldings = new MediaHoldingTable(_rows, Keys, Secret(MediaSecret));
        Uploads = new UploadTable(_rows, Keys);
        Annotations = new AnnotationTables(_rows, Keys);
        Feed = new FeedTable(_rows, Keys.Server);
        Search = new SearchTable(_rows, Keys);
        Personal = new PersonalTable(_rows, Keys);
        Administration = new AdministrationTables(_rows, Keys);
        PushSubscriptions = new PushSubscriptionTable(_rows, Keys);
        PushStates = new PushStateTable(_rows, Keys);
        Webhooks = new ServerRows<WebhookId, WebhookRecord>(_rows, Table.Webhooks, Keys.Server);
        WebhookPositions = new WebhookPositionTable(_rows, Keys);
        RaiseAfterRestore();
        var recovered = Feed.Recover();
        RequireMarked(recovered);
        RecoveredCommitNumbers = recovered.Numbers;
        _recoveredTurns = recovered.Turns;
    }

    public StorageOptions Options { get; }

    /// <summary>RocksDB itself, for the storage's own jobs and tests.</summary>
    internal RocksDatabase Engine => _database;

    public KeyRing Keys { get; }

    public ICommitLog Commits { get; }

    public BlockTable Blocks { get; }

    public ConversationTable Conversations { get; }

    public MemberTable Members { get; }

    public CursorTable Cursors { get; }

    public SendTable Sends { get; }

    public ListTable Lists { get; }

    public AccountTable Accounts { get; }

    public ProofTable Proofs { get; }

    public BotTable Bots { get; }

    public InvitationTable Invitations { get; }

    public HandleTable Handles { get; }

    public DeviceTable Devices { get; }

    public MediaTable Media { get; }

    public MediaHoldingTable MediaHoldings { get; }

    public UploadTable Uploads { get; }

    public AnnotationTables Annotations { get; }

    public FeedTable Feed { get; }

    public SearchTable Search { get; }

    public PersonalTable Personal { get; }

    public AdministrationTables Administration { get; }

    public PushSubscriptionTable PushSubscriptions { get; }

    public PushStateTable PushStates { get; }

    /// <summary>The webhooks, few of them.</summary>
    public ServerTable<WebhookId, WebhookRecord> Webhooks { get; }

    public WebhookPositionTable WebhookPositions { get; }

    /// <summary>The last commit number of each of the 256 shards, as found at open.</summary>
    public long[] RecoveredCommitNumbers { get; }

    /// <summary>
    /// Opens the database in the data directory, or makes it. Refuses (<see cref="StorageRefusedException"/>) another
    /// schema version, unknown families, and a key-encryption key that is missing or not this database's.
    /// </summary>
    public static ChatDatabase Open(StorageOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        var keyMemory = new KeyMemory();
        var wrapping = new WrappingKeys(keyMemory, LoadWrappingKeys(options, StoragePaths.HasDatabase(options.DataDirectory)));
        DurableFiles.CreateDirectory(options.DataDirectory);
        var database = RocksDatabase.Open(StoragePaths.Database(options.DataDirectory), options);
        try
        {
            return new ChatDatabase(options, time, database, keyMemory, wrapping);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>The turn that a loop's first <see cref="CommitBatch"/> is for.</summary>
    public long FirstTurn(byte loop) => _recoveredTurns.GetValueOrDefault(loop, -1) + 1;

    /// <summary>32 random bytes that are made at the first use and stay the same ever after.</summary>
    public byte[] Secret(string name)
    {
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        var rowKey = RowKey.Meta(key, MetaRows.Secret, name);
        var secret = new byte[Aead.KeyBytes];
        lock (_secretGate)
        {
            using var value = _database.Get(Table.Meta, rowKey);
            if (value.Exists)
            {
                BlockTable.RequireLength(value.Bytes, secret.Length);
                Rows.Open(Table.Meta, rowKey, value.Bytes, Keys.Server, secret);
                return secret;
            }

            RandomNumberGenerator.Fill(secret);
            var batch = new CommitBatch();
            batch.Put(Table.Meta, rowKey, secret, Keys.Server);
            Commits.Append(batch);
            return secret;
        }
    }

    /// <summary>Rows that are kept opened.</summary>
    internal RowCache OpenRows => _rows.Cache;

    public void Dispose()
    {
        _rows.Cache.Stop();
        _database.Dispose();
        _mark?.Dispose();
        _keyMemory.Clear();
    }

    /// <summary>
    /// Makes commits faster from the first one on, by writing a log file to its full size once so that it can be reused
    /// (decision 0014). Blocking, a few hundred milliseconds of disk time beside the loops' commits. Whether it took hold.
    /// </summary>
    /// <exception cref="StorageException">A write failed.</exception>
    public bool PrepareLog(CancellationToken cancellation = default) => LogPreparation.Run(
        _database, StoragePaths.Database(Options.DataDirectory), StorageLimits.PreparedLogBytes, cancellation);

    /// <summary>Wraps all data keys under a new key-encryption key; interrupted, it goes on when run again.</summary>
    public void RotateKeys() => new KeyRotation(_database, Keys.Rows, Options).Run();

    /// <summary>Copies everything as of one moment into a new directory, while loops write: the database, the wrapped data
    /// keys in it, the media files. The key-encryption key is not copied.</summary>
    public void Backup(string directory) => OnlineBackup.Create(_database, Options.DataDirectory, directory, _time);

    /// <summary>
    /// Makes a data directory from a backup; the key-encryption key must be the backup's. Commit numbers are raised, so that
    /// cursors from before the restore stay below every later change.
    /// </summary>
    public static void Restore(string backupDirectory, StorageOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        OnlineBackup.CopyBack(backupDirectory, options.DataDirectory, copy => RequireReadable(copy, options));
        // Raises the numbers; a crash before that leaves it to the next start.
        Open(options, time).Dispose();
    }

    /// <summary>Leaves no earlier version of any row on the disk: after it, content that was removed is gone from table files and logs.</summary>
    public void Purge() => TracePurge.Run(_database, StoragePaths.Database(Options.DataDirectory));

    /// <summary>Opens every sealed row and compares records with each other and with the media files; see
    /// docs/STORAGE.md. Best on a restored backup or a stopped server.</summary>
    public VerifyReport Verify(CancellationToken cancellation = default) => new Verification(this, cancellation).Run();

    private void RaiseAfterRestore()
    {
        var restored = StoragePaths.Restored(Options.DataDirectory);
        if (!File.Exists(restored)) return;
        var batch = new CommitBatch();
        Feed.Raise(batch, StorageLimits.RestoreCommitNumbersRaised);
        Commits.Append(batch);
        File.Delete(restored);
    }

    private void RequireMarked(CommitNumbersRecord recovered)
    {
        try
        {
            _mark?.Require(recovered);
        }
        catch
        {
            _mark?.Dispose();
            throw;
        }
    }

    /// <summary>Never makes a new key for a database that exists: it could not read a single value.</summary>
    private static List<byte[]> LoadWrappingKeys(StorageOptions options, bool hasDatabase)
    {
        if (options.KeyText is { } text) return KeyFile.Parse(text, "The key in the environment");
        var path = options.KeyFile ?? KeyFile.DefaultPath;
        if (File.Exists(path)) return KeyFile.Read(path);
        if (hasDatabase)
        {
            throw new StorageRefusedException(
                $"The database for {options.DataDirectory} exists, but no key file {path}. Restore the key file from your backup.");
        }

        var keys = KeyFile.Parse(KeyFile.NewKeyText(), path);
        KeyFile.Write(path, keys);
        return keys;
    }

    /// <summary>That the copy of a backup is of this schema and sealed under the given key.</summary>
    private static void RequireReadable(string databaseDirectory, StorageOptions options)
    {
        var keyMemory = new KeyMemory();
        try
        {
            var wrapping = new WrappingKeys(keyMemory, LoadWrappingKeys(options, hasDatabase: true));
            using var database = RocksDatabase.Open(databaseDirectory, options);
            RequireSchema(database);
            _ = new KeyRows(database, keyMemory, wrapping).Read(KeyOwner.Server);
        }
        finally
        {
            keyMemory.Clear();
        }
    }

    private static void RequireSchema(RocksDatabase database)
    {
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        Span<byte> version = stackalloc byte[sizeof(uint)];
        var rowKey = RowKey.Meta(key, MetaRows.Schema);
        using (var value = database.Get(Table.Meta, rowKey))
        {
            if (value.Exists)
            {
                var found = value.Bytes.Length == sizeof(uint) ? BinaryPrimitives.ReadUInt32BigEndian(value.Bytes) : 0;
                if (found == StorageLimits.SchemaVersion) return;
                throw new StorageRefusedException(
                    $"The database has schema version {found}; this version knows {StorageLimits.SchemaVersion}.");
            }
        }

        using (var rows = database.Iterate(Table.Meta))
        {
            // The schema row is the first ever written, so a database without it must be empty.
            if (rows.SeekToFirst()) throw new StorageRefusedException("The database has no schema version.");
        }

        var batch = new CommitBatch();
        BinaryPrimitives.WriteUInt32BigEndian(version, StorageLimits.SchemaVersion);
        batch.PutClear(Table.Meta, rowKey, version);
        database.Write(batch.Bytes);
    }
}
