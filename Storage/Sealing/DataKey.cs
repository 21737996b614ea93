namespace FastChat.Storage.Sealing;

/// <summary>
/// The data key of one owner (a conversation, an account, or the server), with its older generations for reading. Hold it
/// as long as needed; it stays usable after it left the cache. Thread-safe.
/// </summary>
public sealed class DataKey
{
    // Copied on change, so that readers need no lock. Ascending by generation; the last one seals.
    private KeyMaterial[] _generations;

    internal DataKey(KeyRing ring, KeyOwner owner, KeyMaterial[] generations)
    {
        Ring = ring;
        Owner = owner;
        _generations = generations;
    }

    internal KeyRing Ring { get; }

    internal KeyOwner Owner { get; }

    /// <summary>Taken to account for more seals and to add a generation.</summary>
    internal Lock Gate { get; } = new();

    internal KeyMaterial Current
    {
        get
        {
            var generations = Volatile.Read(ref _generations);
            return generations[^1];
        }
    }

    internal KeyMaterial? Find(uint generation)
    {
        foreach (var material in Volatile.Read(ref _generations))
        {
            if (material.Generation == generation) return material;
        }

        return null;
    }

    /// <summary>Another holder of this owner's key may have added a generation: then it is on disk.</summary>
    internal KeyMaterial? FindOrReload(uint generation)
    {
        if (Find(generation) is { } known) return known;
        lock (Gate)
        {
            foreach (var material in Ring.Rows.Read(Owner))
            {
                if (Find(material.Generation) is null) Add(material);
            }
        }

        return Find(generation);
    }

    /// <summary>Call under <see cref="Gate"/>.</summary>
    internal void Add(KeyMaterial next) => Volatile.Write(ref _generations, [.. _generations, next]);
}
