using System.Text.Json;
using FastChat.Mls.Codec;
using FastChat.Mls.Group;
using FastChat.Mls.Messages;
using FastChat.Mls.Tree;

namespace FastChat.Tests.Mls.Vectors;

[TestFixture]
internal sealed class TreeVectorTests
{
    [Test]
    public void Tree_arithmetic_gives_the_vectors_nodes()
    {
        foreach (var vector in VectorFile.Read("tree-math"))
        {
            var leaves = vector.Number("n_leaves");
            var nodes = TreeMath.NodeCount(leaves);
            var root = TreeMath.Root(leaves);
            Assert.That((nodes, root), Is.EqualTo((vector.Number("n_nodes"), vector.Number("root"))));
            for (uint node = 0; node < nodes; node++)
            {
                Assert.That(TreeMath.IsLeaf(node) ? null : (uint?)TreeMath.Left(node), Is.EqualTo(At("left")));
                Assert.That(TreeMath.IsLeaf(node) ? null : (uint?)TreeMath.Right(node), Is.EqualTo(At("right")));
                Assert.That(node == root ? null : (uint?)TreeMath.Parent(node), Is.EqualTo(At("parent")));
                Assert.That(node == root ? null : (uint?)TreeMath.Sibling(node), Is.EqualTo(At("sibling")));

                uint? At(string kind) => vector.GetProperty(kind)[(int)node] is { ValueKind: JsonValueKind.Number } value ? value.GetUInt32() : null;
            }
        }
    }

    [Test]
    public void Proposals_change_the_tree_as_the_vectors_say()
    {
        foreach (var vector in VectorFile.Read("tree-operations"))
        {
            var tree = TlsReader.Decode<RatchetTree>(vector.Hex("tree_before"));
            Assert.That(tree.RootHash(), Is.EqualTo(vector.Hex("tree_hash_before")));
            var context = new GroupContext((ushort)vector.Number("cipher_suite"), [], 0, [], [], []);
            var proposal = new ResolvedProposal(
                TlsReader.Decode<Proposal>(vector.Hex("proposal")), Sender.Member(vector.Number("proposal_sender")), null);
            var after = new AppliedProposals(new PublicState(context, tree, []), [proposal]).Tree;
            Assert.That(TlsWriter.Encode(after), Is.EqualTo(vector.Hex("tree_after")));
            Assert.That(after.RootHash(), Is.EqualTo(vector.Hex("tree_hash_after")));
        }
    }

    [Test]
    public void Trees_have_the_vectors_resolutions_and_hashes_and_are_valid()
    {
        foreach (var vector in VectorFile.Read("tree-validation"))
        {
            var tree = TlsReader.Decode<RatchetTree>(vector.Hex("tree"));
            var groupId = vector.Hex("group_id");
            for (uint node = 0; node < TreeMath.NodeCount(tree.LeafCount); node++)
            {
                Assert.That(tree.Resolution(node), Is.EqualTo(vector.GetProperty("resolutions")[(int)node].EnumerateArray().Select(n => n.GetUInt32())));
                Assert.That(
                    tree.Hashes.Of(tree, node),
                    Is.EqualTo(Convert.FromHexString(vector.GetProperty("tree_hashes")[(int)node].GetString()!)), $"node {node}");
            }

            ParentHash.Verify(tree);
            foreach (var (index, leaf) in tree.Members)
            {
                Assert.That(leaf.Verify(groupId, index), $"leaf {index}");
            }
        }
    }
}
