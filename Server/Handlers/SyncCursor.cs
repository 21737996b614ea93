using System.Diagnostics.CodeAnalysis;
using FastChat.Protocol;
using FastChat.Protocol.Codec;
using FastChat.Protocol.Identifiers;

namespace FastChat.Server.Handlers;

/// <summary>
/// The opaque sync cursor: version byte, the smallest of the 256 commit numbers, then each number's distance from it, as
/// varints. 256 distances below 2^35 stay under the limit of 1.5 KiB.
/// </summary>
internal static class SyncCursor
{
    private const byte Version = 1;

    public static byte[] Encode(ReadOnlySpan<long> numbers)
    {
        var smallest = numbers[0];
        foreach (var number in numbers)
        {
            smallest = Math.Min(smallest, number);
        }

        var buffer = new byte[1 + (10 * (Identifier.ShardCount + 1))];
        buffer[0] = Version;
        var length = 1 + VarintCodec.Write(buffer.AsSpan(1), (ulong)smallest);
        foreach (var number in numbers)
        {
            length += VarintCodec.Write(buffer.AsSpan(length), (ulong)(number - smallest));
        }

        return buffer[..length];
    }

    /// <summary>Reads a cursor; an empty one is the beginning of time. False: not a cursor of this server.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> cursor, [NotNullWhen(true)] out long[]? numbers)
    {
        numbers = new long[Identifier.ShardCount];
        if (cursor.IsEmpty)
        {
            return true;
        }

        if (cursor.Length > ProtocolLimits.CursorBytesMax || cursor[0] != Version || !TryRead(ref cursor, 1, out var smallest))
        {
            numbers = null;
            return false;
        }

        foreach (ref var number in numbers.AsSpan())
        {
            if (!TryRead(ref cursor, 0, out var distance))
            {
                numbers = null;
                return false;
            }

            number = smallest + distance;
        }

        return cursor.IsEmpty;
    }

    private static bool TryRead(ref ReadOnlySpan<byte> cursor, int skip, out long value)
    {
        cursor = cursor[skip..];
        var length = VarintCodec.Read(cursor, out var number);
        value = (long)number;
        cursor = cursor[length..];
        return length > 0 && number <= long.MaxValue / 2;
    }
}
