using System.Buffers.Binary;
using FastChat.Protocol.Identifiers;
using FastChat.Storage.Commit;
using FastChat.Storage.Keys;
using FastChat.Storage.Records;
using FastChat.Storage.Sealing;

namespace FastChat.Storage.Annotations;

/// <summary>
/// What is due when: shard ‖ time u64 ‖ conversation ‖ kind ‖ account ‖ number u64. Written in the batch of what causes it and deleted in
/// the batch of what it does, so that neither a crash nor a restart loses or repeats one.
/// </summary>
public sealed class TimerTable
{
    private const int KeyBytes = 1 + sizeof(long) + Identifier.Bytes + 1 + Identifier.Bytes + sizeof(ulong);

    private readonly Rows _rows;
    private readonly DataKey _key;

    internal TimerTable(Rows rows, DataKey serverKey)
    {
        _rows = rows;
        _key = serverKey;
    }

    /// <summary>Called after a commit that has set timers, with the earliest of their times, on the loop's thread.</summary>
    public event Action<long>? Committed;

    public void Announce(long earliestMs) => Committed?.Invoke(earliestMs);

    public void Put(CommitBatch batch, in Timer timer)
    {
        ArgumentNullException.ThrowIfNull(batch);
        batch.Put(Table.Timers, Key(stackalloc byte[KeyBytes], in timer), [], _key);
    }

    public void Delete(CommitBatch batch, in Timer timer)
    {
        ArgumentNullException.ThrowIfNull(batch);
        batch.Delete(Table.Timers, Key(stackalloc byte[KeyBytes], in timer));
    }

    /// <summary>Timers that are due, at most so many of each shard; and when the next one of the others is.</summary>
    public (IReadOnlyList<Timer> Due, long NextMs) ReadDue(long nowMs, int perShardMax)
    {
        var due = new List<Timer>();
        var next = long.MaxValue;
        Span<byte> start = stackalloc byte[1];
        using var rows = _rows.Database.Iterate(Table.Timers);
        for (var shard = 0; shard < Identifier.ShardCount; shard++)
        {
            start[0] = (byte)shard;
            var count = 0;
            for (var more = rows.Seek(start); more && rows.Key[0] == shard; more = rows.MoveNext())
            {
                var timer = Read(rows.Key);
                if (timer.DueMs > nowMs || count++ == perShardMax)
                {
                    next = Math.Min(next, timer.DueMs);
                    break;
                }

                due.Add(timer);
            }
        }

        return (due, next);
    }

    /// <summary>All timers of a kind.</summary>
    public IEnumerable<Timer> ReadAll(TimerKind kind)
    {
        using var rows = _rows.Database.Iterate(Table.Timers, scan: true);
        for (var more = rows.SeekToFirst(); more; more = rows.MoveNext())
        {
            var timer = Read(rows.Key);
            if (timer.Kind == kind) yield return timer;
        }
    }

    private static ReadOnlySpan<byte> Key(Span<byte> key, in Timer timer)
    {
        key[0] = timer.Conversation.Shard();
        BinaryPrimitives.WriteInt64BigEndian(key[1..], timer.DueMs);
        BinaryPrimitives.WriteUInt128BigEndian(key[9..], timer.Conversation.Value);
        key[25] = (byte)timer.Kind;
        BinaryPrimitives.WriteUInt128BigEndian(key[26..], timer.Account.Value);
        BinaryPrimitives.WriteUInt64BigEndian(key[42..], timer.Number);
        return key;
    }

    private static Timer Read(ReadOnlySpan<byte> key) => key.Length != KeyBytes
        ? throw new StorageCorruptException("The key of a timer has the wrong length.")
        : new Timer(
            BinaryPrimitives.ReadInt64BigEndian(key[1..]),
            new ConversationId(BinaryPrimitives.ReadUInt128BigEndian(key[9..])),
            (TimerKind)key[25],
            new AccountId(BinaryPrimitives.ReadUInt128BigEndian(key[26..])),
            BinaryPrimitives.ReadUInt64BigEndian(key[42..]));
}
