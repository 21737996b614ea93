using System.Security.Cryptography;

namespace FastChat.Protocol.Identifiers;

/// <summary>
/// The shard of recently used ids, per thread: a shard is the first byte of a SHA-256, and a turn writes, and a read asks for, several rows of
/// the same conversation. Directly mapped, 20 KiB a thread.
/// </summary>
internal static class ShardCache
{
    private const int Entries = 1_024;

    [ThreadStatic]
    private static Entry[]? _entries;

    public static byte Shard<T>(T id)
        where T : struct, IIdentifier<T>
    {
        var value = id.Value;
        // The low bytes of UUIDs are random.
        ref var entry = ref (_entries ??= new Entry[Entries])[(int)(ulong)value & (Entries - 1)];
        if (entry.Value != value || value == UInt128.Zero) entry = new Entry(value, Hash(id));
        return entry.Shard;
    }

    private static byte Hash<T>(T id)
        where T : struct, IIdentifier<T>
    {
        Span<byte> bytes = stackalloc byte[Identifier.Bytes];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        id.Write(bytes);
        SHA256.HashData(bytes, hash);
        return hash[0];
    }

    private readonly record struct Entry(UInt128 Value, byte Shard);
}
