using FastChat.Mls.Crypto;
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
        Require(
            tree.LeafCount == 1 || tree.Members.Any(m => m.Index >= tree.LeafCount / 2), "it is wider than its members ask for (section 7.7)");
        ParentHash.Verify(tree);
        CheckParents(tree);
        foreach (var (index, leaf) in tree.Members)
        {
            leaves.Check(leaf, context.GroupId, index);
            leaves.CheckIdentity(leaf);
        }

        leaves.CheckTogether(tree);
    }

    /// <summary>Parents have usable keys, and unmerged leaves are where they may be.</summary>
    private static void CheckParents(RatchetTree tree)
    {
        for (uint node = 1; node < TreeMath.NodeCount(tree.LeafCount); node += 2)
        {
            if (tree.Parent(node) is not { } parent)
                continue;
            Require(EncryptionKeys.IsUsable(parent.EncryptionKey), $"node {node} has a key that nothing can be encrypted to");
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
