using System.Security.Cryptography;
using FastChat.Mls.Codec;

namespace FastChat.Mls.Tree;

/// <summary>The tree hashes (RFC 9420 section 7.8), each kept until something below its node changes.</summary>
internal sealed class TreeHashes
{
    private byte[]?[] _known;

    public TreeHashes(uint leafCount) => _known = new byte[TreeMath.NodeCount(leafCount)][];

    private TreeHashes(byte[]?[] known) => _known = known;

    public TreeHashes Copy() => new([.. _known]);

    public void Resize(uint leafCount) => Array.Resize(ref _known, (int)TreeMath.NodeCount(leafCount));

    /// <summary>Forgets the hashes of a node and of all above it.</summary>
    public void Forget(uint node, uint leafCount)
    {
        _known[node] = null;
        var root = TreeMath.Root(leafCount);
        while (node != root)
        {
            node = TreeMath.Parent(node);
            _known[node] = null;
        }
    }

    public byte[] Of(RatchetTree tree, uint node) => _known[node] ??= Compute(tree, node, without: null);

    /// <summary>The hash of a node in the tree without these leaves: what it was before they were added (RFC 9420 section 7.9).</summary>
    public byte[] Original(RatchetTree tree, uint node, HashSet<uint> without)
    {
        var (first, last) = TreeMath.LeavesUnder(node);
        return without.Any(leaf => leaf >= first && leaf <= last) ? Compute(tree, node, without) : Of(tree, node);
    }

    private byte[] Compute(RatchetTree tree, uint node, HashSet<uint>? without)
    {
        using var writer = new TlsWriter();
        if (TreeMath.IsLeaf(node))
        {
            writer.U8(1);
            writer.U32(node / 2);
            writer.Optional(without?.Contains(node / 2) == true ? null : tree.Leaf(node / 2));
        }
        else
        {
            var parent = tree.Parent(node);
            if (without is not null && parent is not null)
                parent = parent with { UnmergedLeaves = [.. parent.UnmergedLeaves.Where(l => !without.Contains(l))] };
            writer.U8(2);
            writer.Optional(parent);
            writer.Bytes(Child(tree, TreeMath.Left(node), without));
            writer.Bytes(Child(tree, TreeMath.Right(node), without));
        }

        return SHA256.HashData(writer.Written);
    }

    private byte[] Child(RatchetTree tree, uint node, HashSet<uint>? without) =>
        without is null ? Of(tree, node) : Original(tree, node, without);
}
