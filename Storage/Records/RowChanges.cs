using System.Runtime.InteropServices;
using FastChat.Storage.Keys;

namespace FastChat.Storage.Records;

/// <summary>Which rows a batch changes of those that <see cref="RowCache"/> may hold. One per batch, reused; not thread-safe.</summary>
internal sealed class RowChanges
{
    private readonly List<int> _hashes = [];

    /// <summary>A whole range of rows is deleted: any of them may be kept.</summary>
    public bool AreUnknown { get; private set; }

    /// <summary>Of tables and keys; one may stand here several times.</summary>
    public ReadOnlySpan<int> Hashes => CollectionsMarshal.AsSpan(_hashes);

    public void Note(Table table, ReadOnlySpan<byte> key)
    {
        if (RowCache.Holds(table)) _hashes.Add(RowCache.Hash(table, key));
        if (RowCache.HoldsOwners(table)) _hashes.Add(RowCache.Hash(table, key[..RowKey.PrefixBytes]));
    }

    public void NoteRange(Table table) => AreUnknown |= RowCache.Holds(table) || RowCache.HoldsOwners(table);

    public void Clear()
    {
        _hashes.Clear();
        AreUnknown = false;
    }
}
