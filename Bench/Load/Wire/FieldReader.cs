using System.Buffers.Binary;

namespace FastChat.Bench.Load.Wire;

/// <summary>
/// Walks the fields of one protobuf message without allocating. The generator reads with a decoder of its own, so an
/// error in the server's codec cannot hide itself.
/// </summary>
internal ref struct FieldReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _position;

    public int Field { get; private set; }

    /// <summary>The value of a varint, fixed32 or fixed64 field.</summary>
    public ulong Number { get; private set; }

    /// <summary>The value of a length-delimited field.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    public bool MoveNext()
    {
        if (_position == _bytes.Length)
            return false;
        var tag = Varint();
        Field = (int)(tag >> 3);
        switch (tag & 7)
        {
            case 0:
                Number = Varint();
                return true;
            case 1:
                Number = BinaryPrimitives.ReadUInt64LittleEndian(Take(sizeof(ulong)));
                return true;
            case 2:
                Bytes = Take(checked((int)Varint()));
                return true;
            case 5:
                Number = BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)));
                return true;
            default:
                throw new InvalidDataException($"wire type {tag & 7} in a frame from the server");
        }
    }

    /// <summary>Reads a varint at the start of <paramref name="bytes"/>; 0 bytes used means that it is not complete.</summary>
    public static ulong Prefix(ReadOnlySpan<byte> bytes, out int used)
    {
        ulong value = 0;
        for (used = 0; used < bytes.Length && used < 10; used++)
        {
            value |= (ulong)(bytes[used] & 0x7F) << (7 * used);
            if (bytes[used] < 0x80)
            {
                used++;
                return value;
            }
        }
        used = used == 10 ? throw new InvalidDataException("a varint from the server has no end") : 0;
        return 0;
    }

    private ulong Varint()
    {
        if (_position < _bytes.Length && _bytes[_position] < 0x80)
            return _bytes[_position++];
        var value = Prefix(_bytes[_position..], out var used);
        _position += used == 0 ? throw new InvalidDataException("a frame from the server ends within a varint") : used;
        return value;
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _bytes.Length - _position)
            throw new InvalidDataException("a frame from the server ends within a field");
        _position += count;
        return _bytes.Slice(_position - count, count);
    }
}
