using FastChat.Mls.Codec;
using FastChat.Mls.Messages;

namespace FastChat.Mls.Tree;

/// <summary>
/// The public ratchet tree (RFC 9420 sections 4, 7.4 and 7.7). The nodes are immutable and shared between copies; the tree
/// itself changes in place, so whoever stages a commit works on a <see cref="Copy"/>. Not thread-safe.
/// </summary>
internal sealed class RatchetTree : ITlsStruct<RatchetTree>
{
    private LeafNode?[] _leaves;
    private ParentNode?[] _parents;

    private RatchetTree(LeafNode?[] leaves, ParentNode?[] parents, TreeHashes hashes)
    {
        _leaves = leaves;
        _parents = parents;
        Hashes = hashes;
    }

    /// <summary>A tree with one leaf.</summary>
    public RatchetTree(LeafNode creator) : this([creator], [], new TreeHashes(1))
    {
    }

    public TreeHashes Hashes { get; private set; }

    public uint LeafCount => (uint)_leaves.Length;

    public uint Root => TreeMath.Root(LeafCount);

    public IEnumerable<(uint Index, LeafNode Leaf)> Members
    {
        get
        {
            for (uint i = 0; i < _leaves.Length; i++)
            {
                if (_leaves[i] is { } leaf)
                    yield return (i, leaf);
            }
        }
    }

    public RatchetTree Copy() => new([.. _leaves], [.. _parents], Hashes.Copy());

    public byte[] RootHash() => Hashes.Of(this, Root);

    /// <summary>The leaf; null when it is blank or beyond the tree.</summary>
    public LeafNode? Leaf(uint leafIndex) => leafIndex < _leaves.Length ? _leaves[leafIndex] : null;

    /// <summary>The parent at this odd node; null when it is blank or beyond the tree.</summary>
    public ParentNode? Parent(uint node) => node / 2 < _parents.Length ? _parents[node / 2] : null;

    /// <summary>The node's HPKE key; null when it is blank.</summary>
    public byte[]? EncryptionKey(uint node) => TreeMath.IsLeaf(node) ? Leaf(node / 2)?.EncryptionKey : Parent(node)?.EncryptionKey;

    public bool IsBlank(uint node) => TreeMath.IsLeaf(node) ? Leaf(node / 2) is null : Parent(node) is null;

    public void SetLeaf(uint leafIndex, LeafNode? leaf)
    {
        _leaves[leafIndex] = leaf;
        Hashes.Forget(TreeMath.NodeOf(leafIndex), LeafCount);
    }

    public void SetParent(uint node, ParentNode? parent)
    {
        _parents[node / 2] = parent;
        Hashes.Forget(node, LeafCount);
    }

    /// <summary>The leftmost blank leaf, the tree doubled when there is none (RFC 9420 section 12.1.1).</summary>
    public uint ReserveLeaf()
    {
        var free = Array.IndexOf(_leaves, null);
        if (free >= 0)
            return (uint)free;
        var count = _leaves.Length;
        if (count * 2 > MlsLimits.TreeLeavesMax)
            throw new MlsException(MlsError.TooLarge, $"a tree has at most {MlsLimits.TreeLeavesMax} leaves");
        Array.Resize(ref _leaves, count * 2);
        Array.Resize(ref _parents, count * 2 - 1);
        Hashes.Resize(LeafCount);
        return (uint)count;
    }

    /// <summary>Adds a leaf, unmerged at every parent above it that has a key.</summary>
    public uint Add(LeafNode leaf)
    {
        var index = ReserveLeaf();
        SetLeaf(index, leaf);
        foreach (var node in TreeMath.DirectPath(TreeMath.NodeOf(index), LeafCount))
        {
            if (Parent(node) is { } parent)
                SetParent(node, parent.WithUnmerged(index));
        }

        return index;
    }

    /// <summary>Replaces a leaf and blanks its path (RFC 9420 section 12.1.2).</summary>
    public void Update(uint leafIndex, LeafNode leaf)
    {
        SetLeaf(leafIndex, leaf);
        BlankPath(leafIndex);
    }

    /// <summary>Blanks a leaf and its path. <see cref="Truncate"/> when all removals are done.</summary>
    public void Remove(uint leafIndex)
    {
        SetLeaf(leafIndex, null);
        BlankPath(leafIndex);
    }

    /// <summary>Drops the right half while it has no leaf (RFC 9420 section 7.7).</summary>
    public void Truncate()
    {
        var last = Array.FindLastIndex(_leaves, l => l is not null);
        var count = (int)TreeMath.PaddedLeafCount((uint)(last + 1));
        if (count == 0 || count == _leaves.Length)
            return;
        Array.Resize(ref _leaves, count);
        Array.Resize(ref _parents, count - 1);
        Hashes.Resize(LeafCount);
    }

    public void BlankPath(uint leafIndex)
    {
        foreach (var node in TreeMath.DirectPath(TreeMath.NodeOf(leafIndex), LeafCount))
        {
            SetParent(node, null);
        }
    }

    /// <summary>The nodes whose keys reach everybody below a node (RFC 9420 section 4.1.1), from left to right.</summary>
    public List<uint> Resolution(uint node)
    {
        var found = new List<uint>();
        Resolve(node, found);
        return found;
    }

    /// <summary>The direct path without the nodes whose copath child has nobody below (RFC 9420 section 4.1.2).</summary>
    public List<PathStep> FilteredDirectPath(uint leafIndex)
    {
        var steps = new List<PathStep>();
        var child = TreeMath.NodeOf(leafIndex);
        foreach (var node in TreeMath.DirectPath(child, LeafCount))
        {
            var copath = TreeMath.Left(node) == child ? TreeMath.Right(node) : TreeMath.Left(node);
            if (HasLeafUnder(copath))
                steps.Add(new PathStep(node, copath));
            child = node;
        }

        return steps;
    }

    /// <summary>The ratchet_tree extension's content (RFC 9420 section 12.4.3.3).</summary>
    public static RatchetTree Read(ref TlsReader reader)
    {
        var inner = reader.Enter();
        var leaves = new List<LeafNode?>();
        var parents = new List<ParentNode?>();
        var blankAtEnd = true;
        for (var isLeaf = true; !inner.AtEnd; isLeaf = !isLeaf)
        {
            if (leaves.Count > MlsLimits.TreeLeavesMax)
                throw new MlsException(MlsError.TooLarge, $"a tree has at most {MlsLimits.TreeLeavesMax} leaves");
            blankAtEnd = !inner.Present();
            if (!blankAtEnd && inner.U8() != (isLeaf ? 1 : 2))
                throw TlsReader.Malformed("a leaf where a parent belongs in the tree, or the other way round");
            if (isLeaf)
                leaves.Add(blankAtEnd ? null : LeafNode.Read(ref inner));
            else
                parents.Add(blankAtEnd ? null : ParentNode.Read(ref inner));
        }

        reader.Leave(inner);
        if (blankAtEnd)
            throw TlsReader.Malformed("a tree ends with a blank node");
        var count = TreeMath.PaddedLeafCount((uint)Math.Max(leaves.Count, parents.Count + 1));
        var tree = new RatchetTree(new LeafNode?[count], new ParentNode?[count - 1], new TreeHashes(count));
        leaves.CopyTo(tree._leaves);
        parents.CopyTo(tree._parents);
        return tree;
    }

    public void Write(TlsWriter writer)
    {
        var mark = writer.BeginVector();
        var count = TreeMath.NodeCount(LeafCount);
        while (count > 0 && IsBlank(count - 1))
        {
            count--;
        }

        for (uint node = 0; node < count; node++)
        {
            writer.U8(IsBlank(node) ? 0 : 1);
            if (IsBlank(node))
                continue;
            writer.U8(TreeMath.IsLeaf(node) ? 1 : 2);
            Leaf(node / 2, node)?.Write(writer);
            if (!TreeMath.IsLeaf(node))
                Parent(node)!.Write(writer);
        }

        writer.EndVector(mark);
    }

    private LeafNode? Leaf(uint index, uint node) => TreeMath.IsLeaf(node) ? _leaves[index] : null;

    private void Resolve(uint node, List<uint> found)
    {
        if (!IsBlank(node))
        {
            found.Add(node);
            if (!TreeMath.IsLeaf(node))
                found.AddRange(Parent(node)!.UnmergedLeaves.Select(TreeMath.NodeOf));
        }
        else if (!TreeMath.IsLeaf(node))
        {
            Resolve(TreeMath.Left(node), found);
            Resolve(TreeMath.Right(node), found);
        }
    }

    private bool HasLeafUnder(uint node)
    {
        var (first, last) = TreeMath.LeavesUnder(node);
        return _leaves.AsSpan((int)first, (int)(last - first + 1)).ContainsAnyExcept((LeafNode?)null);
    }
}
