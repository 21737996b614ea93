using FastChat.Protocol.Identifiers;

namespace FastChat.Storage.Keys;

/// <summary>
/// The shard of recently used ids, per thread: a shard is the first byte of a SHA-256, and a turn writes several rows of
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
        if (entry.Value != value || value == UInt128.Zero) entry = new Entry(value, id.Shard());
        return entry.Shard;
    }

    private readonly record struct Entry(UInt128 Value, byte Shard);
}
