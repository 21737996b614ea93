using FastChat.Mls.Codec;
using FastChat.Mls.Crypto;

namespace FastChat.Mls.Tree;

/// <summary>The HPKE private keys that one member has: its leaf's, and those above it (RFC 9420 section 4.2).</summary>
internal sealed class TreePrivateKeys(uint leafIndex) : IDisposable
{
    private readonly SortedDictionary<uint, Secret> _keys = [];

    public uint LeafIndex => leafIndex;

    public Secret? Find(uint node) => _keys.GetValueOrDefault(node);

    /// <summary>Takes the key over; the one that was there is erased.</summary>
    public void Set(uint node, Secret key)
    {
        Remove(node);
        _keys[node] = key;
    }

    public void Remove(uint node)
    {
        if (_keys.Remove(node, out var old))
            old.Dispose();
    }

    /// <summary>Erases the keys of nodes that have become blank or are no longer in the tree.</summary>
    public void RemoveBlank(RatchetTree tree)
    {
        foreach (var node in _keys.Keys.Where(tree.IsBlank).ToList())
        {
            Remove(node);
        }
    }

    public TreePrivateKeys Copy()
    {
        var copy = new TreePrivateKeys(leafIndex);
        foreach (var (node, key) in _keys)
        {
            copy._keys[node] = key.Copy();
        }

        return copy;
    }

    public void Write(TlsWriter writer)
    {
        writer.U32(leafIndex);
        writer.U16(_keys.Count);
        foreach (var (node, key) in _keys)
        {
            writer.U32(node);
            writer.Bytes(key.Span);
        }
    }

    public static TreePrivateKeys Read(ref TlsReader reader)
    {
        var keys = new TreePrivateKeys(reader.U32());
        for (var count = reader.U16(); count > 0; count--)
        {
            keys.Set(reader.U32(), new Secret(reader.Vector()));
        }

        return keys;
    }

    public void Dispose()
    {
        foreach (var key in _keys.Values)
        {
            key.Dispose();
        }
    }
}
