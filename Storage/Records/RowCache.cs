using FastChat.Storage.Keys;

namespace FastChat.Storage.Records;

/// <summary>
/// Opened rows of the tables that are asked for by whole key again and again, and which of them do not exist: a look-up costs RocksDB
/// and the seal 3 µs, here a twentieth of that. What is found here is what the database would say: a row leaves before it is
/// written, and nothing of its bucket is kept until the write is over (decision 0027).
/// </summary>
/// <remarks>
/// Thread-safe: each bucket has its own lock, which is held for a few instructions. A reader that finds nothing gets a
/// ticket, reads the database, and offers what it found; a write in between has made the ticket void. Records are immutable.
/// </remarks>
internal sealed class RowCache
{
    private const int BucketRows = 16;
    private const int BucketCount = StorageLimits.OpenRowsMax / BucketRows;

    private readonly Bucket[] _buckets = new Bucket[BucketCount];

    public RowCache()
    {
        for (var i = 0; i < _buckets.Length; i++) _buckets[i] = new Bucket();
    }

    /// <summary>Kept in place of a row that does not exist.</summary>
    public static object Absent { get; } = new();

    /// <summary>Kept in place of all rows of an owner that has some. Stays, whatever is written, until a range is deleted.</summary>
    public static object Present { get; } = new();

    /// <summary>Whether rows of this table are kept: what a conversation is and who is in it, no secrets.</summary>
    public static bool Holds(Table table) =>
        table is Table.Conversations or Table.Members or Table.Cursors or Table.Sends or Table.Annotations;

    /// <summary>Whether something is kept of all rows together that an owner has in this table.</summary>
    public static bool HoldsOwners(Table table) => table is Table.Annotations or Table.Targets or Table.Blocks;

    /// <summary>Where a row is looked for. Seeded by the process: ids are chosen by clients.</summary>
    public static int Hash(Table table, ReadOnlySpan<byte> key)
    {
        var hash = default(HashCode);
        hash.Add((byte)table);
        hash.AddBytes(key);
        return hash.ToHashCode();
    }

    /// <summary>How many rows are kept.</summary>
    public int Count => _buckets.Sum(bucket => bucket.Count);

    /// <summary>The record, or <see cref="Absent"/>; null: not known here.</summary>
    public object? Find(Table table, ReadOnlySpan<byte> key, out RowTicket ticket)
    {
        var hash = Hash(table, key);
        var bucket = Of(hash);
        lock (bucket)
        {
            ticket = new RowTicket(hash, bucket.Writing == 0 ? bucket.Version : RowTicket.Void);
            var slot = bucket.Find(hash, table, key);
            return slot < 0 ? null : bucket.RecordAt(slot);
        }
    }

    /// <summary>Keeps what the database said after the ticket was given out, unless a write came in between.</summary>
    public void Keep(Table table, ReadOnlySpan<byte> key, object record, RowTicket ticket)
    {
        var bucket = Of(ticket.Hash);
        lock (bucket)
        {
            if (bucket.Writing > 0 || bucket.Version != ticket.Version) return;
            bucket.Set(ticket.Hash, table, key, record);
        }
    }

    /// <summary>Before rows are written: they leave, and are not kept again until <see cref="EndWrite"/>.</summary>
    public void BeginWrite(RowChanges changes)
    {
        if (changes.AreUnknown)
        {
            foreach (var bucket in _buckets) bucket.BeginWrite(null);
        }

        foreach (var hash in changes.Hashes) Of(hash).BeginWrite(hash);
    }

    /// <summary>The write is over, or has failed.</summary>
    public void EndWrite(RowChanges changes)
    {
        if (changes.AreUnknown)
        {
            foreach (var bucket in _buckets) bucket.EndWrite();
        }

        foreach (var hash in changes.Hashes) Of(hash).EndWrite();
    }

    /// <summary>The database closes: nothing is found or kept any more, so that late readers ask it and are told.</summary>
    public void Stop()
    {
        foreach (var bucket in _buckets) bucket.BeginWrite(null);
    }

    private Bucket Of(int hash) => _buckets[(uint)hash % BucketCount];

    /// <summary>A few rows whose hashes fall together. The fields are guarded by its monitor, which nobody else locks.</summary>
    private sealed class Bucket
    {
        private int[] _hashes = [];
        private Row[] _rows = [];
        private int _next;

        public int Count { get; private set; }

        public long Version { get; private set; }

        public int Writing { get; private set; }

        public object RecordAt(int slot) => _rows[slot].Record;

        public int Find(int hash, Table table, ReadOnlySpan<byte> key)
        {
            for (var i = 0; i < Count; i++)
            {
                if (_hashes[i] == hash && _rows[i].Table == table && key.SequenceEqual(_rows[i].Key)) return i;
            }

            return -1;
        }

        /// <summary>In a full bucket in place of the row that came first.</summary>
        public void Set(int hash, Table table, ReadOnlySpan<byte> key, object record)
        {
            var slot = Find(hash, table, key);
            if (slot < 0) slot = Count < BucketRows ? Grow() : _next++ % BucketRows;
            (_hashes[slot], _rows[slot]) = (hash, new Row(table, key.ToArray(), record));
        }

        public void BeginWrite(int? hash)
        {
            lock (this)
            {
                Version++;
                Writing++;
                for (var i = Count - 1; i >= 0; i--)
                {
                    if (hash is null || (_hashes[i] == hash && _rows[i].Record != Present)) Remove(i);
                }
            }
        }

        public void EndWrite()
        {
            lock (this) Writing--;
        }

        private void Remove(int slot)
        {
            Count--;
            (_hashes[slot], _rows[slot]) = (_hashes[Count], _rows[Count]);
            _rows[Count] = null!;
        }

        private int Grow()
        {
            if (Count == _hashes.Length)
            {
                var length = Math.Max(4, 2 * Count);
                Array.Resize(ref _hashes, length);
                Array.Resize(ref _rows, length);
            }

            return Count++;
        }
    }

    private sealed record Row(Table Table, byte[] Key, object Record);
}
