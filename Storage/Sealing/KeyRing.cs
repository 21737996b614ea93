using FastChat.Protocol.Identifiers;
using FastChat.Storage.Commit;
using FastChat.Storage.Engine;

namespace FastChat.Storage.Sealing;

/// <summary>
/// Data keys by owner: unwrapped on demand, in one bounded cache. Any thread may find keys; they are created and forgotten by
/// the loop that owns the owner's shard.
/// </summary>
public sealed class KeyRing
{
    private readonly RocksDatabase _database;
    private readonly KeyRows _rows;
    private readonly KeyCache _cache;

    internal KeyRing(RocksDatabase database, KeyRows rows, int cachedMax)
    {
        _database = database;
        _rows = rows;
        _cache = new KeyCache(cachedMax);
        Server = Load(KeyOwner.Server) ?? CreateServerKey();
    }

    /// <summary>The key of what belongs to no single owner: lists, handles, tombstones, the feed.</summary>
    public DataKey Server { get; }

    internal KeyRows Rows => _rows;

    /// <summary>The conversation's key; null if it does not exist (any more).</summary>
    public DataKey? Find(ConversationId conversation) => Find(KeyOwner.Of(conversation));

    /// <summary>The account's key; null if it does not exist.</summary>
    public DataKey? Find(AccountId account) => Find(KeyOwner.Of(account));

    /// <summary>A new key in the batch that creates the conversation.</summary>
    public DataKey Create(CommitBatch batch, ConversationId conversation) => Create(batch, KeyOwner.Of(conversation));

    /// <summary>A new key in the batch that creates the account.</summary>
    public DataKey Create(CommitBatch batch, AccountId account) => Create(batch, KeyOwner.Of(account));

    /// <summary>Drops the key of a conversation whose deletion is durable.</summary>
    public void Forget(ConversationId conversation) => _cache.Remove(KeyOwner.Of(conversation));

    /// <summary>Drops the key of an account whose deletion is durable.</summary>
    public void Forget(AccountId account) => _cache.Remove(KeyOwner.Of(account));

    internal DataKey? Find(KeyOwner owner)
    {
        if (owner == KeyOwner.Server) return Server;
        if (_cache.Find(owner) is { } cached) return cached;
        return Load(owner) is { } loaded ? _cache.GetOrAdd(loaded) : null;
    }

    /// <summary>
    /// Counts one seal and returns the key to use for it. When the seals that the key's row accounts for are used up, the
    /// row is written again within the batch; a key that has sealed its share gets a successor, which is durable before
    /// anything is sealed under it, because several loops may share the key.
    /// </summary>
    internal KeyMaterial CountSeal(DataKey key, CommitBatch batch)
    {
        var current = key.Current;
        if (current.TryCountSeal()) return current;
        lock (key.Gate)
        {
            current = key.Current;
            if (current.TryCountSeal()) return current;
            if (current.SealsAccounted + StorageLimits.SealsReserved > StorageLimits.SealsPerKeyMax)
            {
                current = AddGeneration(key);
            }
            else
            {
                _rows.Account(batch, key.Owner, current);
            }

            _ = current.TryCountSeal();
            return current;
        }
    }

    private DataKey Create(CommitBatch batch, KeyOwner owner)
    {
        var key = new DataKey(this, owner, [_rows.Create(batch, owner, generation: 1)]);
        _cache.Set(key);
        return key;
    }

    private DataKey? Load(KeyOwner owner)
    {
        var generations = _rows.Read(owner);
        return generations.Length == 0 ? null : new DataKey(this, owner, generations);
    }

    private DataKey CreateServerKey() =>
        new(this, KeyOwner.Server, [AppendNew(KeyOwner.Server, generation: 1)]);

    private KeyMaterial AddGeneration(DataKey key)
    {
        var next = AppendNew(key.Owner, key.Current.Generation + 1);
        key.Add(next);
        return next;
    }

    private KeyMaterial AppendNew(KeyOwner owner, uint generation)
    {
        var batch = new CommitBatch();
        var material = _rows.Create(batch, owner, generation);
        lock (_rows.AppendGate) _database.Write(batch.Bytes);
        batch.Clear();
        return material;
    }
}
