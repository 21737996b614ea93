using System.Security.Cryptography;
using FastChat.Mls.Codec;
using FastChat.Mls.Messages;

namespace FastChat.Mls.Tree;

/// <summary>Parent hashes: who set which keys, and to whom they went (RFC 9420 section 7.9).</summary>
internal static class ParentHash
{
    public static byte[] Of(byte[] encryptionKey, byte[] parentHash, byte[] originalSiblingTreeHash)
    {
        using var writer = new TlsWriter();
        writer.Bytes(encryptionKey);
        writer.Bytes(parentHash);
        writer.Bytes(originalSiblingTreeHash);
        return SHA256.HashData(writer.Written);
    }

    /// <summary>
    /// Sets the nodes of a blanked path to new keys, hashes included from the root down, and returns the parent hash that the
    /// leaf below must carry.
    /// </summary>
    public static byte[] SetPath(RatchetTree tree, IReadOnlyList<PathStep> path, Func<int, byte[]> key)
    {
        byte[] above = [];
        for (var i = path.Count - 1; i >= 0; i--)
        {
            tree.SetParent(path[i].Node, new ParentNode(key(i), above, []));
            above = Of(key(i), above, tree.Hashes.Of(tree, path[i].Copath));
        }

        return above;
    }

    /// <summary>Throws unless every parent is covered by one chain from a leaf (RFC 9420 section 7.9.2).</summary>
    public static void Verify(RatchetTree tree)
    {
        for (uint node = 1; node < TreeMath.NodeCount(tree.LeafCount); node += 2)
        {
            if (tree.Parent(node) is not { } parent)
                continue;
            var (left, right) = (TreeMath.Left(node), TreeMath.Right(node));
            if (ValidBelow(tree, parent, left, right) + ValidBelow(tree, parent, right, left) != 1)
                throw new MlsException(MlsError.InvalidTree, $"node {node} is not parent-hash valid");
        }
    }

    /// <summary>
    /// How many nodes under a child the parent is parent-hash valid for, one at most: it alone in the resolution is not an unmerged leaf of
    /// the parent.
    /// </summary>
    private static int ValidBelow(RatchetTree tree, ParentNode parent, uint child, uint sibling)
    {
        var unmerged = parent.UnmergedLeaves.ToHashSet();
        var unmergedBelow = unmerged.Count(leaf => TreeMath.IsWithin(TreeMath.NodeOf(leaf), child));
        var resolution = tree.Resolution(child);
        var others = resolution.Where(node => !TreeMath.IsLeaf(node) || !unmerged.Contains(node / 2)).ToList();
        return others.Count == 1 && resolution.Count - 1 == unmergedBelow
            && Of(parent.EncryptionKey, parent.ParentHash, tree.Hashes.Original(tree, sibling, unmerged)).AsSpan().SequenceEqual(Carried(tree, others[0]))
            ? 1 : 0;
    }

    private static byte[]? Carried(RatchetTree tree, uint node) => TreeMath.IsLeaf(node)
        ? tree.Leaf(node / 2) is { Source: LeafNodeSource.MlsCommit } leaf ? leaf.ParentHash : null
        : tree.Parent(node)?.ParentHash;
}
