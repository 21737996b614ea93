using System.Buffers.Binary;

namespace FastChat.Protocol.Codec;

/// <summary>
/// Reads protobuf fields off contiguous bytes without allocating. Every method returns false on malformed input and then
/// leaves the reader at an unspecified place. Accepts exactly what Google.Protobuf accepts; tests compare the two.
/// </summary>
public ref struct WireReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>Whether all bytes are read.</summary>
    public readonly bool IsAtEnd => _rest.IsEmpty;

    /// <summary>Bytes not read yet.</summary>
    public readonly int Remaining => _rest.Length;

    /// <summary>Reads a tag: field number and wire type.</summary>
    public bool TryReadTag(out uint tag)
    {
        var read = TryReadVarint(out var value);
        tag = (uint)value;
        return read && tag >> 3 != 0;
    }

    /// <summary>Reads a varint.</summary>
    public bool TryReadVarint(out ulong value)
    {
        if (!_rest.IsEmpty && _rest[0] < 0x80)
        {
            value = _rest[0];
            _rest = _rest[1..];
            return true;
        }

        var length = VarintCodec.Read(_rest, out value);
        _rest = _rest[length..];
        return length != 0;
    }

    /// <summary>Reads a fixed64.</summary>
    public bool TryReadFixed64(out ulong value)
    {
        if (!BinaryPrimitives.TryReadUInt64LittleEndian(_rest, out value))
            return false;
        _rest = _rest[sizeof(ulong)..];
        return true;
    }

    /// <summary>Reads a fixed32.</summary>
    public bool TryReadFixed32(out uint value)
    {
        if (!BinaryPrimitives.TryReadUInt32LittleEndian(_rest, out value))
            return false;
        _rest = _rest[sizeof(uint)..];
        return true;
    }

    /// <summary>Reads a length and that many bytes; the result lies in the input.</summary>
    public bool TryReadBytes(out ReadOnlySpan<byte> value)
    {
        if (!TryReadVarint(out var length) || (uint)length > (uint)_rest.Length)
        {
            value = default;
            return false;
        }

        value = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return true;
    }

    /// <summary>Skips the value of a field that the reader does not know.</summary>
    public bool TrySkip(uint tag) => TrySkip(tag, ProtocolLimits.ProtobufDepthMax);

    private bool TrySkip(uint tag, int depthMax) => (tag & 7) switch
    {
        WireTag.Varint => TryReadVarint(out _),
        WireTag.Fixed64 => TryAdvance(sizeof(ulong)),
        WireTag.Length => TryReadBytes(out _),
        WireTag.GroupStart => depthMax > 0 && TrySkipGroup(tag >> 3, depthMax - 1),
        WireTag.Fixed32 => TryAdvance(sizeof(uint)),
        _ => false,
    };

    // Groups are gone from proto3, yet a parser has to step over them.
    private bool TrySkipGroup(uint field, int depthMax)
    {
        while (TryReadTag(out var tag))
        {
            if ((tag & 7) == WireTag.GroupEnd)
                return tag >> 3 == field;
            if (!TrySkip(tag, depthMax))
                return false;
        }

        return false;
    }

    private bool TryAdvance(int bytes)
    {
        if (_rest.Length < bytes)
            return false;
        _rest = _rest[bytes..];
        return true;
    }
}
