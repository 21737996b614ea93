namespace FastChat.Storage.Sealing;

/// <summary>
/// One raw key. Whoever holds the object may use its bytes; the slot is zeroed only when the last holder has let go of it
/// (the finalizer), so a key that was evicted from the cache is never zeroed under a running seal. Use the bytes only
/// while the object is reachable: <see cref="GC.KeepAlive"/> after the call.
/// </summary>
internal sealed class KeyMaterial
{
    private readonly KeyMemory _memory;
    private readonly Memory<byte> _slot;
    private long _seals;

    public KeyMaterial(KeyMemory memory, uint generation, ReadOnlySpan<byte> key, long sealsAccounted)
    {
        _memory = memory;
        _slot = memory.Rent();
        key.CopyTo(_slot.Span);
        Generation = generation;
        _seals = sealsAccounted;
        SealsAccounted = sealsAccounted;
    }

    ~KeyMaterial() => _memory.Return(_slot);

    /// <summary>Which of its owner's keys this is.</summary>
    public uint Generation { get; }

    public ReadOnlySpan<byte> Bytes => _slot.Span;

    /// <summary>How many seals the key's row on disk accounts for. Written under the owner's lock.</summary>
    public long SealsAccounted { get; set; }

    /// <summary>Counts a seal; false once the row on disk must account for more first. Any thread.</summary>
    public bool TryCountSeal() => CountSeals(1) <= SealsAccounted;

    /// <summary>Counts seals; returns how many there were in all.</summary>
    public long CountSeals(long count) => Interlocked.Add(ref _seals, count);
}
