using System.Buffers.Binary;
using FastChat.Storage.Keys;

namespace FastChat.Storage.Commit;

/// <summary>
/// A RocksDB WriteBatch in its own format: sequence u64 (0) ‖ record count u32, both little-endian, then records: type ‖
/// family varint ‖ key length varint ‖ key [‖ value length varint ‖ value]. Built in managed memory, because a native call
/// for each record costs more than the record.
/// </summary>
internal sealed class BatchBytes
{
    private const int HeaderBytes = 12;
    private const int CountOffset = 8;
    private const int FirstBytes = 64 * 1024;
    private const int VarintBytesMax = 5;

    // rocksdb/db/dbformat.h: kTypeColumnFamily...
    private const byte TypeLogData = 0x3;
    private const byte TypeDeletion = 0x4;
    private const byte TypeValue = 0x5;
    private const byte TypeRangeDeletion = 0xE;

    private byte[] _bytes = new byte[FirstBytes];
    private int _length = HeaderBytes;

    public int Count { get; private set; }

    public int Length => _length;

    public ReadOnlySpan<byte> Written
    {
        get
        {
            BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(CountOffset), Count);
            return _bytes.AsSpan(0, _length);
        }
    }

    /// <summary>Adds a record and returns the room for its value, which the caller fills before the next call.</summary>
    public Span<byte> Put(Table table, ReadOnlySpan<byte> key, int valueLength)
    {
        Reserve(key.Length + valueLength);
        Begin(TypeValue, table);
        WriteString(key);
        WriteVarint((uint)valueLength);
        var value = _bytes.AsSpan(_length, valueLength);
        _length += valueLength;
        return value;
    }

    /// <summary>Adds bytes that are written to the log and nowhere else: no record, and skipped when the log is replayed.</summary>
    public void Fill(int length)
    {
        Reserve(length);
        _bytes[_length++] = TypeLogData;
        WriteVarint((uint)length);
        _bytes.AsSpan(_length, length).Clear();
        _length += length;
    }

    public void Delete(Table table, ReadOnlySpan<byte> key)
    {
        Reserve(key.Length);
        Begin(TypeDeletion, table);
        WriteString(key);
    }

    /// <summary>Deletes from one key up to, not including, another.</summary>
    public void DeleteRange(Table table, ReadOnlySpan<byte> from, ReadOnlySpan<byte> to)
    {
        Reserve(from.Length + to.Length);
        Begin(TypeRangeDeletion, table);
        WriteString(from);
        WriteString(to);
    }

    public void Clear()
    {
        if (_bytes.Length > StorageLimits.CommitBatchBytesKept) _bytes = new byte[FirstBytes];
        _length = HeaderBytes;
        Count = 0;
    }

    private void Begin(byte type, Table table)
    {
        _bytes[_length++] = type;
        WriteVarint((uint)TableNames.Number(table));
        Count++;
    }

    private void WriteString(ReadOnlySpan<byte> bytes)
    {
        WriteVarint((uint)bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(_length));
        _length += bytes.Length;
    }

    private void WriteVarint(uint value)
    {
        while (value >= 0x80)
        {
            _bytes[_length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        _bytes[_length++] = (byte)value;
    }

    private void Reserve(int bytes)
    {
        var needed = (long)_length + bytes + 1 + (3 * VarintBytesMax);
        if (needed <= _bytes.Length) return;
        if (needed > StorageLimits.CommitBatchBytesMax)
        {
            throw new InvalidOperationException("A turn is larger than CommitBatchBytesMax.");
        }

        Array.Resize(ref _bytes, (int)Math.Min(Math.Max(needed, 2L * _bytes.Length), StorageLimits.CommitBatchBytesMax));
    }
}
