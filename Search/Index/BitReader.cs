using System.Buffers.Binary;
using System.Numerics;

namespace FastChat.Search.Index;

/// <summary>Reads what <see cref="BitWriter"/> wrote; throws <see cref="SearchFormatException"/> instead of reading past the end.</summary>
internal ref struct BitReader
{
    private readonly ReadOnlySpan<byte> _bytes;
    private ulong _bits;
    private int _count;
    private int _at;

    /// <param name="bytes">The bytes.</param>
    /// <param name="bit">Where to begin.</param>
    public BitReader(ReadOnlySpan<byte> bytes, long bit = 0)
    {
        _bytes = bytes;
        _at = (int)Math.Min(bit >> 3, bytes.Length);
        Refill();
        Skip((int)bit & 7);
    }

    /// <summary>Bits that were read so far.</summary>
    public readonly long Position => ((long)_at * 8) - _count;

    public uint ReadRice(int remainderBits)
    {
        if (_count < Rice.QuotientMax + Rice.PlainBits) Refill();
        var quotient = BitOperations.TrailingZeroCount(~_bits);
        if (quotient >= Rice.QuotientMax)
        {
            Skip(Rice.QuotientMax);
            var plain = (uint)_bits;
            Skip(Rice.PlainBits);
            return plain;
        }

        Skip(quotient + 1);
        var remainder = (uint)_bits & ((1u << remainderBits) - 1);
        Skip(remainderBits);
        return ((uint)quotient << remainderBits) | remainder;
    }

    /// <summary>At most 32 bits as they are.</summary>
    public uint Read(int bits)
    {
        if (_count < bits) Refill();
        var value = (uint)(_bits & ((1ul << bits) - 1));
        Skip(bits);
        return value;
    }

    /// <summary>What <see cref="BitWriter.WriteNumber"/> wrote.</summary>
    public uint ReadNumber()
    {
        uint value = 0;
        for (var shift = 0; shift < 32; shift += 3)
        {
            var group = Read(4);
            value |= (group & 7) << shift;
            if (group < 8) return value;
        }

        throw new SearchFormatException("A number is too long.");
    }

    private void Skip(int bits)
    {
        if (bits > _count) throw new SearchFormatException("A piece ends within a number.");
        _bits >>= bits;
        _count -= bits;
    }

    private void Refill()
    {
        if (_at + sizeof(ulong) <= _bytes.Length)
        {
            // Whole bytes are counted; what is in _bits above them is the same when it is read again.
            _bits |= BinaryPrimitives.ReadUInt64LittleEndian(_bytes[_at..]) << _count;
            var taken = (63 - _count) >> 3;
            _at += taken;
            _count += taken << 3;
            return;
        }

        for (; _count <= 56 && _at < _bytes.Length; _count += 8) _bits |= (ulong)_bytes[_at++] << _count;
    }
}
