using System.Buffers.Binary;

namespace FastChat.Bench.Peers.SignalR;

/// <summary>Walks one MessagePack message of the hub protocol without allocating.</summary>
internal ref struct HubReader(ReadOnlySpan<byte> message)
{
    private ReadOnlySpan<byte> _rest = message;

    /// <summary>How many elements follow.</summary>
    public int ReadArray() => Take(1)[0] switch
    {
        >= 0x90 and <= 0x9F and var code => code & 0x0F,
        0xDC => BinaryPrimitives.ReadUInt16BigEndian(Take(2)),
        var code => throw Unexpected(code),
    };

    public ulong ReadNumber() => Take(1)[0] switch
    {
        < 0x80 and var code => code,
        0xCC => Take(1)[0],
        0xCD => BinaryPrimitives.ReadUInt16BigEndian(Take(2)),
        0xCE => BinaryPrimitives.ReadUInt32BigEndian(Take(4)),
        0xCF => BinaryPrimitives.ReadUInt64BigEndian(Take(8)),
        var code => throw Unexpected(code),
    };

    /// <summary>A string's UTF-8, or binary; nothing for nil.</summary>
    public ReadOnlySpan<byte> ReadBytes() => Take(1)[0] switch
    {
        0xC0 => [],
        >= 0xA0 and <= 0xBF and var code => Take(code & 0x1F),
        0xC4 or 0xD9 => Take(Take(1)[0]),
        0xC5 or 0xDA => Take(BinaryPrimitives.ReadUInt16BigEndian(Take(2))),
        0xC6 or 0xDB => Take(BinaryPrimitives.ReadInt32BigEndian(Take(4))),
        var code => throw Unexpected(code),
    };

    /// <summary>Headers of a message: this hub sends none.</summary>
    public void SkipNoHeaders()
    {
        if (Take(1)[0] is not 0x80 and var code)
            throw Unexpected(code);
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if ((uint)count > (uint)_rest.Length)
            throw new InvalidDataException("a message from the hub ends too early");
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    private static InvalidDataException Unexpected(byte code) => new($"MessagePack code {code:X2} in a message from the hub");
}
