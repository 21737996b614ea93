using System.Buffers.Binary;
using System.Collections.Immutable;
using FastChat.Storage.Commit;
using FastChat.Storage.Keys;
using FastChat.Storage.Records;
using FastChat.Storage.Sealing;

namespace FastChat.Storage.Feed;

/// <summary>
/// One reader of the feed with a durable position of its own. It gets each row at least once: what it does with a row must
/// bear repetition, because the position is saved later. One thread at a time.
/// </summary>
public sealed class FeedFollower
{
    private readonly FeedTable _feed;
    private readonly DataKey _key;
    private ImmutableSortedDictionary<byte, long> _turns;

    internal FeedFollower(
        FeedTable feed, DataKey serverKey, string name, ImmutableSortedDictionary<byte, long> turns, long savedMs)
    {
        _feed = feed;
        _key = serverKey;
        Name = name;
        _turns = turns;
        SavedMs = savedMs;
    }

    public string Name { get; }

    /// <summary>The time that was given when the position was saved last; 0: it never was.</summary>
    public long SavedMs { get; private set; }

    /// <summary>Visits up to <paramref name="rowsMax"/> rows after the position and moves it past them; returns how many. A
    /// visitor that returns false stops before its row.</summary>
    public int Read(int rowsMax, FeedVisitor visit)
    {
        ArgumentNullException.ThrowIfNull(visit);
        var read = 0;
        var stopped = false;
        foreach (var loop in _feed.Loops())
        {
            if (stopped || read >= rowsMax) break;
            _feed.Read(loop, _turns.GetValueOrDefault(loop, -1), (_, turn, row) =>
            {
                stopped = !visit(loop, turn, row);
                if (stopped) return false;
                _turns = _turns.SetItem(loop, turn);
                return ++read < rowsMax;
            });
        }

        return read;
    }

    /// <summary>Makes the position durable with the batch; then the rows before it may be trimmed.</summary>
    public void Save(CommitBatch batch)
    {
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        Rows.Put(batch, Table.Meta, RowKey.Meta(key, MetaRows.Follower, Name), _key, new FollowerRecord(_turns));
    }

    /// <summary>The same, with a time up to which the follower is done with what was committed.</summary>
    public void Save(CommitBatch batch, long readMs)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Save(batch);
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        Span<byte> time = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(time, readMs);
        batch.Put(Table.Meta, RowKey.Meta(key, MetaRows.FollowedTo, Name), time, _key);
        SavedMs = readMs;
    }
}
