using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using FastChat.Protocol.Identifiers;
using FastChat.Storage.Commit;
using FastChat.Storage.Keys;
using FastChat.Storage.Records;
using FastChat.Storage.Sealing;

namespace FastChat.Storage.Feed;

/// <summary>The rows that turns leave for followers (push, search, expiry), and the commit numbers in them.</summary>
public sealed class FeedTable
{
    private readonly Rows _rows;
    private readonly DataKey _key;

    internal FeedTable(Rows rows, DataKey serverKey)
    {
        _rows = rows;
        _key = serverKey;
    }

    /// <summary>Visits the rows of one loop after a turn, in order.</summary>
    public void Read(byte loop, long afterTurn, FeedVisitor visit)
    {
        ArgumentNullException.ThrowIfNull(visit);
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        using var rows = _rows.Database.Iterate(Table.Feed);
        var more = rows.Seek(RowKey.FeedRow(key, loop, afterTurn + 1));
        for (; more && rows.Key[0] == loop; more = rows.MoveNext())
        {
            var row = Rows.Decode<FeedRecord>(Table.Feed, rows.Key, rows.Value, _key);
            if (!visit(loop, ReadTurn(rows.Key), row)) return;
        }
    }

    /// <summary>The loops that have rows.</summary>
    public IReadOnlyList<byte> Loops()
    {
        var loops = new List<byte>();
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        using var rows = _rows.Database.Iterate(Table.Feed);
        for (var more = rows.SeekToFirst(); more; more = rows.Seek(RowKey.FeedRow(key, loops[^1], long.MaxValue)))
        {
            loops.Add(rows.Key[0]);
        }

        return loops;
    }

    /// <summary>
    /// A follower by its name, at its saved position; a new one starts at the oldest row. From its first
    /// <see cref="FeedFollower.Save(CommitBatch)"/> on it holds back trimming.
    /// </summary>
    public FeedFollower Follow(string name) => new(
        this, _key, name, Followers().GetValueOrDefault(name)?.Turns ?? ImmutableSortedDictionary<byte, long>.Empty, ReadSaved(name));

    /// <summary>Whether a follower of this name holds back trimming.</summary>
    public bool IsFollowed(string name) => Followers().ContainsKey(name);

    /// <summary>Forgets a follower, so that it no longer holds back trimming.</summary>
    public void Unfollow(CommitBatch batch, string name)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        batch.Delete(Table.Meta, RowKey.Meta(key, MetaRows.Follower, name));
        batch.Delete(Table.Meta, RowKey.Meta(key, MetaRows.FollowedTo, name));
    }

    /// <summary>
    /// Removes the oldest rows that all followers have passed, at most <paramref name="rowsMax"/>, and keeps their commit
    /// numbers in `meta/commits`; returns how many. Only ever on one loop, the one that owns shard 0: two
    /// writers of that row would lose each other's numbers.
    /// </summary>
    public int Trim(CommitBatch batch, int rowsMax = StorageLimits.FeedRowsTrimmedMax)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var followers = Followers().Values;
        var last = ReadCommits();
        var turns = last.Turns.ToBuilder();
        var trimmed = 0;
        foreach (var loop in Loops())
        {
            if (trimmed >= rowsMax) break;
            var limit = followers.Select(row => row.Turns.GetValueOrDefault(loop, -1)).DefaultIfEmpty(long.MaxValue).Min();
            var before = trimmed;
            Read(loop, turns.GetValueOrDefault(loop, -1), (_, turn, row) =>
            {
                if (turn > limit) return false;
                Apply(row, last.Numbers);
                turns[loop] = turn;
                return ++trimmed < rowsMax;
            });
            if (trimmed > before) DeleteRows(batch, loop, turns[loop]);
        }

        if (trimmed == 0) return 0;
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        var commits = new CommitNumbersRecord(last.Numbers, turns.ToImmutable());
        Rows.Put(batch, Table.Meta, RowKey.Meta(key, MetaRows.Commits), _key, commits);
        return trimmed;
    }

    /// <summary>Raises all commit numbers, so that no number that was given out before is given out again.</summary>
    internal void Raise(CommitBatch batch, long by)
    {
        var now = Recover();
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        var raised = now with { Numbers = [.. now.Numbers.Select(number => number + by)] };
        Rows.Put(batch, Table.Meta, RowKey.Meta(key, MetaRows.Commits), _key, raised);
    }

    /// <summary>The commit numbers and last turns, from `meta/commits` and the rows after it.</summary>
    internal CommitNumbersRecord Recover()
    {
        var last = ReadCommits();
        var numbers = (long[])last.Numbers.Clone();
        var turns = last.Turns.ToBuilder();
        foreach (var loop in Loops())
        {
            Read(loop, turns.GetValueOrDefault(loop, -1), (_, turn, row) =>
            {
                Apply(row, numbers);
                turns[loop] = turn;
                return true;
            });
        }

        return new CommitNumbersRecord(numbers, turns.ToImmutable());
    }

    private static long ReadTurn(ReadOnlySpan<byte> key) => BinaryPrimitives.ReadInt64BigEndian(key[1..]);

    private static void Apply(FeedRecord row, long[] numbers)
    {
        foreach (var shard in row.Shards) numbers[shard.Shard] = Math.Max(numbers[shard.Shard], shard.CommitNumber);
    }

    private static void DeleteRows(CommitBatch batch, byte loop, long lastTurn)
    {
        Span<byte> from = stackalloc byte[StorageLimits.KeyBytesMax];
        Span<byte> to = stackalloc byte[StorageLimits.KeyBytesMax];
        batch.DeleteRange(Table.Feed, RowKey.FeedRow(from, loop, 0), RowKey.FeedRow(to, loop, lastTurn + 1));
    }

    private Dictionary<string, FollowerRecord> Followers()
    {
        var followers = new Dictionary<string, FollowerRecord>();
        var prefix = MetaRows.Follower;
        using var rows = _rows.Database.Iterate(Table.Meta);
        for (var more = rows.Seek(prefix); more && rows.Key.StartsWith(prefix); more = rows.MoveNext())
        {
            var name = Encoding.UTF8.GetString(rows.Key[prefix.Length..]);
            followers[name] = Rows.Decode<FollowerRecord>(Table.Meta, rows.Key, rows.Value, _key);
        }

        return followers;
    }

    private long ReadSaved(string name)
    {
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        Span<byte> time = stackalloc byte[sizeof(long)];
        var rowKey = RowKey.Meta(key, MetaRows.FollowedTo, name);
        using var value = _rows.Database.Get(Table.Meta, rowKey);
        if (!value.Exists) return 0;
        Messages.BlockTable.RequireLength(value.Bytes, time.Length);
        Rows.Open(Table.Meta, rowKey, value.Bytes, _key, time);
        return BinaryPrimitives.ReadInt64BigEndian(time);
    }

    private CommitNumbersRecord ReadCommits()
    {
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        return _rows.TryRead<CommitNumbersRecord>(Table.Meta, RowKey.Meta(key, MetaRows.Commits), _key, out var record)
            ? record
            : new CommitNumbersRecord(new long[Identifier.ShardCount], ImmutableSortedDictionary<byte, long>.Empty);
    }
}
