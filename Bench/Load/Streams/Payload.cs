using System.Buffers.Binary;

namespace FastChat.Bench.Load.Streams;

/// <summary>
/// The content of a pair's messages: number, time of sending, a check value over both, and a pattern that depends on pair
/// and number, so the receiver knows every byte without having kept one.
/// </summary>
internal sealed class Payload
{
    /// <summary>Number, ticks and check value, 8 bytes each.</summary>
    public const int BytesMin = 24;

    private const ulong Mix = 0x9E37_79B9_7F4A_7C15; // 2^64 / golden ratio: spreads neighbouring numbers
    private const int PatternStarts = 4_096;
    private readonly byte[] _pattern;
    private readonly ulong _salt;

    public Payload(int seed, int bytes)
    {
        Bytes = bytes;
        _pattern = new byte[PatternStarts + bytes];
        var random = new Random(seed);
        random.NextBytes(_pattern);
        _salt = (ulong)random.NextInt64() | 1;
    }

    /// <summary>Length of every content.</summary>
    public int Bytes { get; }

    /// <summary>Never 0, and another for each number.</summary>
    public ulong MessageId(ulong number) => ((number * Mix) ^ _salt) is var id && id != 0 ? id : 1;

    public void Write(Span<byte> to, ulong number, long ticks)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(to, number);
        BinaryPrimitives.WriteInt64LittleEndian(to[8..], ticks);
        BinaryPrimitives.WriteUInt64LittleEndian(to[16..], Check(number, ticks));
        Pattern(number).CopyTo(to[BytesMin..]);
    }

    /// <summary>Whether this is, byte for byte, what was written for that number; then also when it was.</summary>
    public bool TryRead(ReadOnlySpan<byte> content, ulong number, out long ticks)
    {
        ticks = 0;
        if (content.Length != Bytes || BinaryPrimitives.ReadUInt64LittleEndian(content) != number)
            return false;
        ticks = BinaryPrimitives.ReadInt64LittleEndian(content[8..]);
        return BinaryPrimitives.ReadUInt64LittleEndian(content[16..]) == Check(number, ticks)
            && content[BytesMin..].SequenceEqual(Pattern(number));
    }

    private ulong Check(ulong number, long ticks) => (((number ^ _salt) * Mix) + (ulong)ticks) * Mix;

    private ReadOnlySpan<byte> Pattern(ulong number) =>
        _pattern.AsSpan((int)(number * 31 % PatternStarts), Bytes - BytesMin);
}
