using System.Buffers.Binary;

namespace FastChat.Search.Index;

/// <summary>Reads what <see cref="ByteBuffer"/> wrote; throws <see cref="SearchFormatException"/> instead of reading past the end.</summary>
internal ref struct ByteReader(ReadOnlySpan<byte> bytes, int at = 0)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public int At { get; private set; } = at;

    public readonly int Left => _bytes.Length - At;

    public byte ReadByte() => Read(1)[0];

    public ushort ReadUInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Read(sizeof(ushort)));

    public ReadOnlySpan<byte> Read(int count)
    {
        if (count < 0 || count > Left) throw new SearchFormatException("A piece ends too early.");
        var read = _bytes.Slice(At, count);
        At += count;
        return read;
    }

    public ulong ReadVarint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = ReadByte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return value;
        }

        throw new SearchFormatException("A number is too long.");
    }

    /// <summary>A number up to a limit.</summary>
    public int ReadInt(int max)
    {
        var value = ReadVarint();
        return value <= (ulong)max ? (int)value : throw new SearchFormatException("A number is too large.");
    }

    /// <summary>A number that is not negative as a signed one.</summary>
    public long ReadLong()
    {
        var value = ReadVarint();
        return value <= long.MaxValue ? (long)value : throw new SearchFormatException("A number is too large.");
    }
}
