using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Google.Protobuf;

namespace FastChat.Protocol.Identifiers;

/// <summary>What all identifiers can do.</summary>
public static class Identifier
{
    /// <summary>Length of every identifier, in bytes.</summary>
    public const int Bytes = 16;

    /// <summary>How many shards there are; fixed, because the shard byte leads every key on disk.</summary>
    public const int ShardCount = 256;

    /// <summary>Writes the 16 bytes.</summary>
    public static void Write<T>(this T id, Span<byte> destination)
        where T : struct, IIdentifier<T> => BinaryPrimitives.WriteUInt128BigEndian(destination, id.Value);

    /// <summary>The 16 bytes as protobuf carries them.</summary>
    public static ByteString ToByteString<T>(this T id)
        where T : struct, IIdentifier<T>
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        id.Write(bytes);
        return ByteString.CopyFrom(bytes);
    }

    /// <summary>The owning shard: the first byte of SHA-256 over the id's 16 bytes (docs/STORAGE.md).</summary>
    public static byte Shard<T>(this T id)
        where T : struct, IIdentifier<T> => ShardCache.Shard(id);

    /// <summary>Whether this is the absent id.</summary>
    public static bool IsNone<T>(this T id)
        where T : struct, IIdentifier<T> => id.Value == UInt128.Zero;

    /// <summary>Reads 16 bytes; false if the length is another or all are zero.</summary>
    public static bool TryRead<T>(ReadOnlySpan<byte> bytes, out T id)
        where T : struct, IIdentifier<T>
    {
        id = bytes.Length == Bytes ? T.From(BinaryPrimitives.ReadUInt128BigEndian(bytes)) : default;
        return id.Value != UInt128.Zero;
    }

    internal static bool TryParse<T>([NotNullWhen(true)] string? text, out T id)
        where T : struct, IIdentifier<T>
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        id = default;
        return Guid.TryParseExact(text, "D", out var guid)
            && guid.TryWriteBytes(bytes, bigEndian: true, out _)
            && TryRead(bytes, out id);
    }

    internal static string Format(UInt128 value)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, value);
        return new Guid(bytes, bigEndian: true).ToString("D");
    }
}
