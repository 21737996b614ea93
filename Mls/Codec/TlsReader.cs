using System.Buffers.Binary;

namespace FastChat.Mls.Codec;

/// <summary>
/// Reads the TLS presentation language (RFC 9420 section 2.1). Nothing is allocated before the bytes that it would hold
/// are seen to be there, so a length prefix cannot ask for more memory than its message has bytes.
/// </summary>
internal ref struct TlsReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;
    private int _elements;

    public readonly bool AtEnd => _rest.IsEmpty;

    public readonly int RestBytes => _rest.Length;

    /// <summary>Decodes a whole value: bytes after it are an error.</summary>
    public static T Decode<T>(ReadOnlySpan<byte> bytes) where T : ITlsStruct<T>
    {
        if (bytes.Length > MlsLimits.MessageBytesMax)
            throw new MlsException(MlsError.TooLarge, $"{bytes.Length} bytes are more than the {MlsLimits.MessageBytesMax} that are read");
        var reader = new TlsReader(bytes);
        var value = T.Read(ref reader);
        reader.End();
        return value;
    }

    public byte U8() => Take(1)[0];

    public ushort U16() => BinaryPrimitives.ReadUInt16BigEndian(Take(2));

    public uint U32() => BinaryPrimitives.ReadUInt32BigEndian(Take(4));

    public ulong U64() => BinaryPrimitives.ReadUInt64BigEndian(Take(8));

    /// <summary>A presence octet: 0 or 1 and nothing else.</summary>
    public bool Present() => U8() switch { 0 => false, 1 => true, _ => throw Malformed("a presence octet is neither 0 nor 1") };

    /// <summary>The header of a variable-size vector; the shortest form is the only one.</summary>
    public int Length()
    {
        var first = U8();
        var rest = first & 0x3f;
        switch (first >> 6)
        {
            case 0:
                return rest;
            case 1:
                var two = rest << 8 | U8();
                return two >= 1 << 6 ? two : throw Malformed("a length is not in its shortest form");
            case 2:
                var tail = Take(3);
                var four = rest << 24 | tail[0] << 16 | tail[1] << 8 | tail[2];
                return four >= 1 << 14 ? four : throw Malformed("a length is not in its shortest form");
            default:
                throw Malformed("a length begins with the reserved prefix");
        }
    }

    /// <summary>The content of an opaque vector, not copied.</summary>
    public ReadOnlySpan<byte> Vector() => Take(Length());

    /// <summary>The content of an opaque vector.</summary>
    public byte[] Bytes() => Vector().ToArray();

    public ReadOnlySpan<byte> Take(int count)
    {
        if (count > _rest.Length)
            throw Malformed($"{count} bytes are announced and {_rest.Length} are there");
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    /// <summary>A reader of the vector that comes next. It counts elements on; give it back to <see cref="Leave"/>.</summary>
    public TlsReader Enter() => new(Vector()) { _elements = _elements };

    /// <summary>Goes on behind a vector that was read whole.</summary>
    public void Leave(TlsReader inner)
    {
        inner.End();
        _elements = inner._elements;
    }

    /// <summary>Called for each element of a vector. Elements may be a few bytes long and become objects of dozens: their number is
    /// bounded for the whole value, whatever its vectors are nested in.</summary>
    public void CountElement()
    {
        if (++_elements > MlsLimits.ElementsMax)
            throw new MlsException(MlsError.TooLarge, $"more than the {MlsLimits.ElementsMax} elements that are read");
    }

    /// <summary>A vector of structs.</summary>
    public T[] List<T>() where T : ITlsStruct<T>
    {
        var inner = Enter();
        var list = new List<T>();
        while (!inner.AtEnd)
        {
            inner.CountElement();
            list.Add(T.Read(ref inner));
        }

        Leave(inner);
        return [.. list];
    }

    public T? Optional<T>() where T : class, ITlsStruct<T> => Present() ? T.Read(ref this) : null;

    public ushort[] U16List()
    {
        var inner = new TlsReader(Vector());
        var list = new ushort[inner.RestBytes / 2];
        for (var i = 0; i < list.Length; i++)
        {
            list[i] = inner.U16();
        }

        inner.End();
        return list;
    }

    public uint[] U32List()
    {
        var inner = new TlsReader(Vector());
        var list = new uint[inner.RestBytes / 4];
        for (var i = 0; i < list.Length; i++)
        {
            list[i] = inner.U32();
        }

        inner.End();
        return list;
    }

    public readonly void End()
    {
        if (!_rest.IsEmpty)
            throw Malformed($"{_rest.Length} bytes are left over");
    }

    public static MlsException Malformed(string why) => new(MlsError.Malformed, why);
}
