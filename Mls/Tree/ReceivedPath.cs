using FastChat.Mls.Codec;
using FastChat.Mls.Crypto;
using FastChat.Mls.Messages;

namespace FastChat.Mls.Tree;

/// <summary>Somebody else's new path (RFC 9420 sections 7.5 and 12.4.2): merged into the tree, then opened.</summary>
internal sealed class ReceivedPath
{
    private readonly RatchetTree _tree;
    private readonly uint _sender;
    private readonly UpdatePath _path;
    private readonly List<PathStep> _steps;

    /// <summary>Merges the path into a tree that has all proposals applied. Throws when a rule is broken.</summary>
    public ReceivedPath(RatchetTree tree, uint sender, UpdatePath path, IReadOnlySet<uint> newLeaves)
    {
        (_tree, _sender, _path) = (tree, sender, path);
        RequireNewKeys();
        tree.BlankPath(sender);
        _steps = tree.FilteredDirectPath(sender);
        if (path.Nodes.Length != _steps.Count)
            throw new MlsException(MlsError.InvalidCommit, $"a path has {path.Nodes.Length} nodes where {_steps.Count} are due");
        for (var i = 0; i < _steps.Count; i++)
        {
            if (path.Nodes[i].EncryptedPathSecrets.Length != Recipients(tree, _steps[i].Copath, newLeaves).Count)
                throw new MlsException(MlsError.InvalidCommit, "a path secret is not encrypted once to each of its recipients");
        }

        var parentHash = ParentHash.SetPath(tree, _steps, i => path.Nodes[i].EncryptionKey);
        if (!parentHash.AsSpan().SequenceEqual(path.Leaf.ParentHash))
            throw new MlsException(MlsError.InvalidCommit, "the committer's leaf has a wrong parent hash");
        tree.SetLeaf(sender, path.Leaf);
    }

    /// <summary>The resolution of a copath node without the leaves that the same commit adds.</summary>
    public static List<uint> Recipients(RatchetTree tree, uint copath, IReadOnlySet<uint> newLeaves)
    {
        var nodes = tree.Resolution(copath);
        nodes.RemoveAll(node => TreeMath.IsLeaf(node) && newLeaves.Contains(node / 2));
        return nodes;
    }

    /// <summary>The path secret that this member can open, and the nodes from its own up.</summary>
    public (Secret PathSecret, IEnumerable<uint> Nodes) Open(
        Suite suite, TreePrivateKeys keys, IReadOnlySet<uint> newLeaves, byte[] provisionalContext)
    {
        var own = TreeMath.NodeOf(keys.LeafIndex);
        var step = _steps.FindIndex(s => TreeMath.IsWithin(own, s.Copath));
        var recipients = step < 0 ? [] : Recipients(_tree, _steps[step].Copath, newLeaves);
        var place = recipients.FindIndex(node => keys.Find(node) is not null);
        if (place < 0)
            throw new MlsException(MlsError.InvalidCommit, "a path has nothing that this member can open");
        var plain = Hpke.DecryptWithLabel(
            suite, keys.Find(recipients[place])!, "UpdatePathNode", provisionalContext, _path.Nodes[step].EncryptedPathSecrets[place]);
        using var opened = new Zeroed(plain);
        if (plain.Length != Suite.HashBytes)
            throw new MlsException(MlsError.InvalidCommit, "a path secret has the wrong length");
        return (new Secret(plain), _steps.Skip(step).Select(s => s.Node));
    }

    /// <summary>Opens the path, keeps its keys and gives the commit secret.</summary>
    public Secret Accept(Suite suite, TreePrivateKeys keys, IReadOnlySet<uint> newLeaves, byte[] provisionalContext)
    {
        var (pathSecret, nodes) = Open(suite, keys, newLeaves, provisionalContext);
        foreach (var node in TreeMath.DirectPath(TreeMath.NodeOf(_sender), _tree.LeafCount))
        {
            keys.Remove(node);
        }

        return PathSecrets.Climb(_tree, nodes, pathSecret, keys);
    }

    /// <summary>No key of the path may be in the tree, the committer's old one included, or twice in the path.</summary>
    private void RequireNewKeys()
    {
        var fresh = new HashSet<byte[]>(BytesComparer.Instance);
        foreach (var key in _path.Nodes.Select(n => n.EncryptionKey).Append(_path.Leaf.EncryptionKey))
        {
            if (!EncryptionKeys.IsUsable(key) || !fresh.Add(key))
                throw new MlsException(MlsError.InvalidCommit, "a path has a key twice, or one that nothing can be encrypted to");
        }

        for (uint node = 0; node < TreeMath.NodeCount(_tree.LeafCount); node++)
        {
            if (_tree.EncryptionKey(node) is { } key && fresh.Contains(key))
                throw new MlsException(MlsError.InvalidCommit, $"a path reuses the key of node {node}");
        }
    }
}
