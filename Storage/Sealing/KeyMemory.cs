using System.Security.Cryptography;

namespace FastChat.Storage.Sealing;

/// <summary>
/// Pinned memory for raw keys: the collector never copies them, and a slot is zeroed when it is given back. Locked into RAM
/// and kept out of core dumps as far as the system allows. Thread-safe; grows by whole slabs, bounded by the keys that
/// are held (the cache's bound and those in use).
/// </summary>
internal sealed class KeyMemory
{
    private const int SlabKeys = 1_024;

    private readonly Lock _lock = new();
    private readonly Stack<Memory<byte>> _free = new();
    private readonly List<byte[]> _slabs = [];

    /// <summary>A zeroed slot of <see cref="Aead.KeyBytes"/> bytes.</summary>
    public Memory<byte> Rent()
    {
        lock (_lock)
        {
            if (_free.Count == 0) AddSlab();
            return _free.Pop();
        }
    }

    /// <summary>Zeroes the slot and takes it back. Nobody may use it any more.</summary>
    public void Return(Memory<byte> slot)
    {
        CryptographicOperations.ZeroMemory(slot.Span);
        lock (_lock) _free.Push(slot);
    }

    /// <summary>Zeroes everything, at the end.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            foreach (var slab in _slabs) CryptographicOperations.ZeroMemory(slab);
        }
    }

    private void AddSlab()
    {
        var slab = GC.AllocateArray<byte>(SlabKeys * Aead.KeyBytes, pinned: true);
        // May fail by the limit on locked memory; the keys are then as safe as the rest of the process.
        _ = SodiumNative.sodium_mlock(slab, (nuint)slab.Length);
        _slabs.Add(slab);
        for (var i = SlabKeys - 1; i >= 0; i--) _free.Push(slab.AsMemory(i * Aead.KeyBytes, Aead.KeyBytes));
    }
}
