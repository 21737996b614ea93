using System.Buffers.Binary;
using System.Security.Cryptography;
using FastChat.Storage.Commit;
using FastChat.Storage.Keys;
using FastChat.Storage.Records;
using FastChat.Storage.Sealing;

namespace FastChat.Storage.Administration;

/// <summary>
/// What administrators did: rows 1, 2, 3 …, each with the hash of the one before it, and the end's hash in row 0. There is no way
/// to change or remove one; whoever does so beside this class is found by <see cref="Verify"/>. Written by the loop of shard 0.
/// </summary>
public sealed class AuditTable
{
    private readonly Rows _rows;
    private readonly DataKey _key;

    internal AuditTable(Rows rows, DataKey serverKey) => (_rows, _key) = (rows, serverKey);

    /// <summary>The last row's number; 0: there is none.</summary>
    public ulong Count => Head().Sequence;

    /// <summary>Adds a row; at most one in a batch, since it reads the end from storage.</summary>
    public void Append(CommitBatch batch, long timeMs, string actor, string action, string target, string outcome)
    {
        var head = Head();
        var sequence = head.Sequence + 1;
        var record = new AuditRecord(timeMs, actor, action, target, outcome, head.Hash);
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        Rows.Put(batch, Table.Audit, RowKey.OfServer(key, sequence), _key, record);
        Rows.Put(batch, Table.Audit, RowKey.OfServer(key, 0UL), _key, new AuditHeadRecord(sequence, HashOf(sequence, record)));
    }

    /// <summary>Up to so many rows before a number (0: from the last), backwards.</summary>
    public IReadOnlyList<(ulong Sequence, AuditRecord Record)> ReadBefore(ulong before, int limit)
    {
        var page = new List<(ulong, AuditRecord)>();
        using var rows = _rows.Database.Iterate(Table.Audit);
        var more = rows.SeekBack(RowKey.OfServer(stackalloc byte[StorageLimits.KeyBytesMax], unchecked(before - 1)));
        for (; more && page.Count < limit && ReadSequence(rows.Key) is > 0 and var sequence; more = rows.MoveBack())
            page.Add((sequence, Rows.Decode<AuditRecord>(Table.Audit, rows.Key, rows.Value, _key)));
        return page;
    }

    /// <summary>Walks the whole chain.</summary>
    /// <exception cref="StorageCorruptException">A row is missing, was changed, or the end was cut off.</exception>
    public void Verify()
    {
        var (expected, hash) = (1UL, new byte[SHA256.HashSizeInBytes]);
        using var rows = _rows.Database.Iterate(Table.Audit, scan: true);
        for (var more = rows.Seek(RowKey.OfServer(stackalloc byte[StorageLimits.KeyBytesMax], 1UL)); more; more = rows.MoveNext())
        {
            var sequence = ReadSequence(rows.Key);
            var record = Rows.Decode<AuditRecord>(Table.Audit, rows.Key, rows.Value, _key);
            if (sequence != expected) throw new StorageCorruptException($"Row {expected} of the audit log is missing.");
            if (!record.Previous.AsSpan().SequenceEqual(hash)) throw new StorageCorruptException($"Row {sequence - 1} of the audit log was changed.");
            hash = HashOf(sequence, record);
            expected++;
        }

        var head = Head();
        if (head.Sequence != expected - 1) throw new StorageCorruptException($"The audit log has {expected - 1} rows instead of {head.Sequence}.");
        if (!head.Hash.AsSpan().SequenceEqual(hash)) throw new StorageCorruptException($"Row {head.Sequence} of the audit log was changed.");
    }

    /// <summary>H("fastchat/audit/1" ‖ sequence u64 ‖ the record's bytes)</summary>
    internal static byte[] HashOf(ulong sequence, AuditRecord record)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> number = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(number, sequence);
        hash.AppendData("fastchat/audit/1"u8);
        hash.AppendData(number);
        hash.AppendData(RecordCodec.Encode(record));
        return hash.GetHashAndReset();
    }

    private AuditHeadRecord Head()
    {
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        return _rows.TryRead<AuditHeadRecord>(Table.Audit, RowKey.OfServer(key, 0UL), _key, out var head)
            ? head
            : new AuditHeadRecord(0, new byte[SHA256.HashSizeInBytes]);
    }

    private static ulong ReadSequence(ReadOnlySpan<byte> key) => BinaryPrimitives.ReadUInt64BigEndian(key[1..]);
}
