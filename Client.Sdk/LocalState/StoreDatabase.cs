using System.Collections.Concurrent;
using System.Threading.Channels;

namespace FastChat.Client.LocalState;

/// <summary>
/// The file: one writer that turns waiting jobs into transactions (one sync of the disk for all that waited), and a few
/// readers that see committed state only. A lock file keeps a second process out.
/// </summary>
internal sealed class StoreDatabase : IAsyncDisposable
{
    private readonly Channel<StoreJob> _jobs = Channel.CreateBounded<StoreJob>(
        new BoundedChannelOptions(StoreLimits.WriteQueueJobsMax) { SingleReader = true });
    private readonly ConcurrentBag<StoreConnection> _readers = [];
    private readonly SemaphoreSlim _readerSlots = new(StoreLimits.ReadersMax);
    private readonly StoreConnection _writer;
    private readonly FileStream _lock;
    private readonly string _path;
    private readonly byte[] _key;
    private readonly TimeProvider _time;
    private readonly Task _loop;
    private StoredIdentity _self = StoredIdentity.None;
    private int _disposed;

    private StoreDatabase(string path, byte[] key, TimeProvider time, FileStream fileLock, StoreConnection writer)
    {
        (_path, _key, _time, _lock, _writer) = (path, key, time, fileLock, writer);
        _loop = Task.Run(WriteAsync);
    }

    public ChangeFeed Changes { get; } = new();

    public OutcomeBoard Outcomes { get; } = new();

    /// <summary>Whose store this is. Written at opening and sign-in, before the engine runs; read by the writer.</summary>
    public StoredIdentity Self
    {
        get => Volatile.Read(ref _self);
        set => Volatile.Write(ref _self, value);
    }

    /// <summary>Throws <see cref="ChatException"/> when another process has it, or the key is another one.</summary>
    public static StoreDatabase Open(string path, byte[] key, TimeProvider time)
    {
        var fileLock = StoreFile.Lock(path);
        StoreConnection? writer = null;
        try
        {
            StoreFile.Create(path);
            writer = new StoreConnection(path, key);
            StoreSchema.Migrate(writer);
            KeyCheck.Verify(writer);
            return new StoreDatabase(path, key, time, fileLock, writer);
        }
        catch
        {
            writer?.Dispose();
            fileLock.Dispose();
            throw;
        }
    }

    /// <summary>Runs a write on the writer; completes after its commit. It cannot be cancelled once queued.</summary>
    public async Task<T> WriteAsync<T>(Func<StoreTransaction, T> apply, bool durable = false, CancellationToken cancellationToken = default)
    {
        var job = new StoreWrite<T>(apply, durable);
        try
        {
            await _jobs.Writer.WriteAsync(job, cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            throw new ObjectDisposedException(nameof(LocalStore));
        }

        return await job.Task.ConfigureAwait(false);
    }

    /// <summary>Reads on a snapshot of the last commit, on the caller's thread. Short: no waiting inside.</summary>
    public T Read<T>(Func<StoreConnection, T> read)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, typeof(LocalStore));
        _readerSlots.Wait();
        StoreConnection? reader = null;
        try
        {
            if (!_readers.TryTake(out reader))
                reader = new StoreConnection(_path, _key);
            reader.Run("BEGIN");
            try
            {
                return read(reader);
            }
            finally
            {
                reader.Run("COMMIT");
            }
        }
        finally
        {
            if (reader is not null)
                _readers.Add(reader);
            _readerSlots.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        _jobs.Writer.TryComplete();
        await _loop.ConfigureAwait(false);
        for (var i = 0; i < StoreLimits.ReadersMax; i++)
            await _readerSlots.WaitAsync().ConfigureAwait(false);
        foreach (var reader in _readers)
            reader.Dispose();
        Outcomes.Close();
        _writer.Dispose();
        _readerSlots.Dispose();
        await _lock.DisposeAsync().ConfigureAwait(false);
    }

    private async Task WriteAsync()
    {
        var batch = new List<StoreJob>(StoreLimits.TransactionJobsMax);
        while (await _jobs.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            batch.Clear();
            while (batch.Count < StoreLimits.TransactionJobsMax && _jobs.Reader.TryRead(out var job))
                batch.Add(job);
            StoreCommit.Run(_writer, batch, Self, _time.GetUtcNow().ToUnixTimeMilliseconds(), Changes, Outcomes);
        }
    }
}
