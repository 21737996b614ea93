using System.Buffers.Binary;
using System.Buffers.Text;

namespace FastChat.Bench.Peers.SignalR;

/// <summary>The messages of SignalR's hub protocol with MessagePack, as far as they are used here. Each has a varint length before it.</summary>
internal static class HubMessages
{
    public const byte Invocation = 1;
    public const byte Completion = 3;
    public const byte Ping = 6;
    public const byte Close = 7;

    /// <summary>The result kind of a <see cref="Completion"/> that failed.</summary>
    public const byte ErrorResult = 1;

    private const byte EmptyMap = 0x80;
    private const byte EmptyArray = 0x90;
    private const byte Array6 = 0x96;
    private const byte ShortString = 0xA0;
    private const byte Number64 = 0xCF;
    private const byte Binary16 = 0xC5;

    /// <summary>With its length.</summary>
    public static ReadOnlySpan<byte> PingFrame => [2, 0x91, Ping];

    /// <summary>An invocation up to its arguments' values; its id is the number in decimal. Returns its length.</summary>
    public static int WriteHead(Span<byte> to, ulong number, ReadOnlySpan<byte> method, int arguments)
    {
        to[0] = Array6;
        to[1] = Invocation;
        to[2] = EmptyMap;
        Utf8Formatter.TryFormat(number, to[4..], out var digits);
        to[3] = (byte)(ShortString | digits);
        var at = WriteText(to, 4 + digits, method);
        to[at++] = (byte)(EmptyArray | arguments);
        return at;
    }

    /// <summary>Up to 31 bytes, or 255.</summary>
    public static int WriteText(Span<byte> to, int at, ReadOnlySpan<byte> text)
    {
        if (text.Length < 32)
        {
            to[at++] = (byte)(ShortString | text.Length);
        }
        else
        {
            to[at++] = 0xD9;
            to[at++] = (byte)text.Length;
        }
        text.CopyTo(to[at..]);
        return at + text.Length;
    }

    public static int WriteNumber(Span<byte> to, int at, ulong number)
    {
        to[at] = Number64;
        BinaryPrimitives.WriteUInt64BigEndian(to[(at + 1)..], number);
        return at + 1 + sizeof(ulong);
    }

    /// <summary>The header of binary; the caller writes the bytes.</summary>
    public static int WriteBinaryHead(Span<byte> to, int at, int bytes)
    {
        to[at] = Binary16;
        BinaryPrimitives.WriteUInt16BigEndian(to[(at + 1)..], (ushort)bytes);
        return at + 3;
    }

    /// <summary>What ends an invocation: no streams.</summary>
    public static int WriteEnd(Span<byte> to, int at)
    {
        to[at] = EmptyArray;
        return at + 1;
    }
}
