using System.Numerics;

namespace FastChat.Protocol.Codec;

/// <summary>Protobuf's unsigned varint: seven bits a byte, the lowest first, the top bit set on all bytes but the last.</summary>
public static class VarintCodec
{
    /// <summary>A 64-bit value takes at most ten bytes.</summary>
    public const int BytesMax = 10;

    /// <summary>Bytes that <see cref="Write"/> will write: one per started seven bits.</summary>
    public static int Size(ulong value) => ((BitOperations.Log2(value | 1) * 9) + 73) / 64;

    /// <summary>Writes the shortest form and returns its length.</summary>
    public static int Write(Span<byte> destination, ulong value)
    {
        var length = 0;
        while (value >= 0x80)
        {
            destination[length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        destination[length++] = (byte)value;
        return length;
    }

    /// <summary>
    /// Reads one value and returns its length in bytes; 0 if the bytes end early or the tenth byte continues. Bits above
    /// the 64th are dropped, as every protobuf runtime does.
    /// </summary>
    public static int Read(ReadOnlySpan<byte> source, out ulong value)
    {
        value = 0;
        var end = Math.Min(source.Length, BytesMax);
        for (var length = 0; length < end; length++)
        {
            var next = source[length];
            value |= (ulong)(next & 0x7F) << (7 * length);
            if (next < 0x80)
                return length + 1;
        }

        return 0;
    }
}
