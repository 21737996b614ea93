using System.Buffers.Binary;
using System.Collections.Immutable;
using FastChat.Protocol.Identifiers;
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
                foreach (var shard in row.Shards)
                {
                    numbers[shard.Shard] = Math.Max(numbers[shard.Shard], shard.CommitNumber);
                }

                turns[loop] = turn;
                return true;
            });
        }

        return new CommitNumbersRecord(numbers, turns.ToImmutable());
    }

    private static long ReadTurn(ReadOnlySpan<byte> key) => BinaryPrimitives.ReadInt64BigEndian(key[1..]);

    private CommitNumbersRecord ReadCommits()
    {
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        return _rows.TryRead<CommitNumbersRecord>(Table.Meta, RowKey.Meta(key, MetaRows.Commits), _key, out var record)
            ? record
            : new CommitNumbersRecord(new long[Identifier.ShardCount], ImmutableSortedDictionary<byte, long>.Empty);
    }
}
