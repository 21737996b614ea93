using FastChat.Mls.Codec;
using FastChat.Mls.Messages;
using FastChat.Mls.Tree;

namespace FastChat.Mls.Group;

/// <summary>The rules for a tree that a newcomer is given (RFC 9420 section 12.4.3.1).</summary>
internal static class TreeRules
{
    public static void Check(RatchetTree tree, GroupContext context, LeafRules leaves)
    {
        if (!tree.RootHash().AsSpan().SequenceEqual(context.TreeHash))
            throw new MlsException(MlsError.InvalidTree, "the tree does not have the group's tree hash");
        ParentHash.Verify(tree);
        CheckParents(tree);
        foreach (var (index, leaf) in tree.Members)
        {
            leaves.Check(leaf, context.GroupId, index);
            leaves.CheckIdentity(leaf);
        }

        leaves.CheckTogether(tree);
    }

    /// <summary>Unmerged leaves are where they may be, and no parent's key is anywhere else.</summary>
    private static void CheckParents(RatchetTree tree)
    {
        var keys = new HashSet<byte[]>(tree.Members.Select(m => m.Leaf.EncryptionKey), BytesComparer.Instance);
        for (uint node = 1; node < TreeMath.NodeCount(tree.LeafCount); node += 2)
        {
            if (tree.Parent(node) is not { } parent)
                continue;
            Require(keys.Add(parent.EncryptionKey), $"the key of node {node} is in the tree twice");
            foreach (var leaf in parent.UnmergedLeaves)
            {
                Require(tree.Leaf(leaf) is not null && TreeMath.IsWithin(TreeMath.NodeOf(leaf), node), $"node {node} has a wrong unmerged leaf");
                for (var between = TreeMath.Parent(TreeMath.NodeOf(leaf)); between != node; between = TreeMath.Parent(between))
                {
                    Require(
                        tree.Parent(between)?.UnmergedLeaves.Contains(leaf) != false,
                        $"leaf {leaf} is unmerged at node {node} and not at node {between} below");
                }
            }
        }
    }

    private static void Require(bool holds, string why)
    {
        if (!holds)
            throw new MlsException(MlsError.InvalidTree, $"a tree is invalid: {why}");
    }
}
