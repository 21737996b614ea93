namespace FastChat.Search.Index;

/// <summary>Writes bits, the lowest first, behind a buffer's bytes. <see cref="Flush"/> fills the last byte up.</summary>
internal struct BitWriter(ByteBuffer to)
{
    private readonly int _start = to.Length;
    private ulong _bits;
    private int _count;

    /// <summary>Bits written since this writer began.</summary>
    public readonly long Position => ((long)(to.Length - _start) * 8) + _count;

    /// <summary>At most 32 bits.</summary>
    public void Write(uint value, int bits)
    {
        _bits |= (ulong)value << _count;
        _count += bits;
        if (_count < 32) return;
        to.WriteUInt32((uint)_bits);
        _bits >>= 32;
        _count -= 32;
    }

    /// <summary>Groups of three bits, the lowest first, each with a fourth that says whether more follow.</summary>
    public void WriteNumber(uint value)
    {
        for (; value >= 8; value >>= 3) Write((value & 7) | 8, 4);
        Write(value, 4);
    }

    public void WriteRice(uint value, int remainderBits)
    {
        var quotient = value >> remainderBits;
        if (quotient >= Rice.QuotientMax)
        {
            Write((1u << Rice.QuotientMax) - 1, Rice.QuotientMax);
            Write(value, Rice.PlainBits);
            return;
        }

        Write((1u << (int)quotient) - 1, (int)quotient + 1);
        if (remainderBits > 0) Write(value & ((1u << remainderBits) - 1), remainderBits);
    }

    public void Flush()
    {
        for (; _count > 0; _count -= 8)
        {
            to.WriteByte((byte)_bits);
            _bits >>= 8;
        }

        (_bits, _count) = (0, 0);
    }
}
