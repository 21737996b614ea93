using FastChat.Mls;
using FastChat.Mls.Codec;
using FastChat.Mls.Group;
using FastChat.Mls.Messages;
using FastChat.Mls.Tree;
using FastChat.Tests.Mls.Support;

namespace FastChat.Tests.Mls.Rules;

/// <summary>Each rule for a newcomer's tree (RFC 9420 section 12.4.3.1), broken in a tree whose hash fits.</summary>
[TestFixture]
internal sealed class TreeRulesTests
{
    [Test]
    public void A_genuine_tree_passes()
    {
        using var parties = Grown();
        Check(parties, _ => { });
    }

    [Test]
    public void A_parent_s_key_or_hash_cannot_be_changed()
    {
        using var parties = Grown();
        AssertRefused(parties, MlsError.InvalidTree, tree => tree.SetParent(tree.Root, tree.Parent(tree.Root)! with { EncryptionKey = new byte[32] }));
        AssertRefused(parties, MlsError.InvalidTree, tree => tree.SetParent(1, tree.Parent(1)! with { ParentHash = new byte[32] }));
    }

    [Test]
    public void An_unmerged_leaf_is_there_below_and_at_every_parent_between()
    {
        using var parties = Grown();
        AssertRefused(parties, MlsError.InvalidTree, tree => tree.SetParent(1, tree.Parent(1)! with { UnmergedLeaves = [7] }));
        AssertRefused(parties, MlsError.InvalidTree, tree => tree.SetParent(tree.Root, tree.Parent(tree.Root)! with { UnmergedLeaves = [6] }));
        AssertRefused(parties, MlsError.InvalidTree, tree => tree.SetParent(tree.Root, tree.Parent(tree.Root)! with { UnmergedLeaves = [0] }));
    }

    [Test]
    public void A_leaf_is_signed_for_its_place()
    {
        // In a tree without parents nothing but its signature vouches for a leaf.
        using var parties = Parties.Of(3);
        AssertRefused(parties, MlsError.BadSignature, tree => tree.SetLeaf(1, tree.Leaf(1)! with { Signature = new byte[64] }));
    }

    [Test]
    public void A_member_is_one_whom_the_authentication_service_accepts()
    {
        using var parties = Grown();
        var authentication = new TestAuthentication { AcceptsIdentity = i => !i.Identity.Span.SequenceEqual("device 3"u8) };
        var refused = Assert.Throws<MlsException>(() => Check(parties, _ => { }, authentication));
        Assert.That(refused!.Error, Is.EqualTo(MlsError.CredentialRefused));
    }

    [Test]
    public void A_tree_whose_hash_is_not_the_group_s_is_refused()
    {
        using var parties = Grown();
        var state = parties[0].Group.State.Epoch.State;
        var refused = Assert.Throws<MlsException>(() => TreeRules.Check(
            state.Tree.Copy(), state.Context with { TreeHash = new byte[32] }, Rules(parties, new TestAuthentication())));
        Assert.That(refused!.Error, Is.EqualTo(MlsError.InvalidTree));
    }

    [Test]
    public void A_key_is_in_the_tree_once()
    {
        using var parties = Parties.Of(3);
        AssertRefused(parties, MlsError.InvalidLeafNode, tree => tree.SetLeaf(1, Signed(parties[1], tree.Leaf(1)! with { EncryptionKey = tree.Leaf(0)!.EncryptionKey })));
        AssertRefused(parties, MlsError.InvalidLeafNode, tree => tree.SetLeaf(1, Signed(parties[0], tree.Leaf(1)! with { SignatureKey = tree.Leaf(0)!.SignatureKey })));

        // A parent's key that a leaf has, in a tree whose hashes fit all the same: the leaf is the parent's own child.
        using var grown = Parties.Of(2);
        grown.Commit(0);
        AssertRefused(grown, MlsError.InvalidTree, tree => tree.SetLeaf(1, Signed(grown[1], tree.Leaf(1)! with { EncryptionKey = tree.Parent(1)!.EncryptionKey })), fitHashes: true);
    }

    [Test]
    public void A_parent_s_key_is_one_that_can_be_encrypted_to()
    {
        foreach (var key in new byte[][] { new byte[32], [], new byte[33] })
        {
            using var parties = Parties.Of(2);
            parties.Commit(0);
            AssertRefused(parties, MlsError.InvalidTree, tree => tree.SetParent(1, tree.Parent(1)! with { EncryptionKey = key }), fitHashes: true);
        }
    }

    [Test]
    public void A_leaf_has_what_the_group_requires()
    {
        using var parties = Parties.Of(3);
        var state = parties[0].Group.State.Epoch.State;
        foreach (var extension in new[] { new Extension(0xF00F, []), Required([0xF00F], [], []), Required([], [0xF00F], []), Required([], [], [0xF00F]) })
        {
            var rules = new LeafRules(state.Suite, [extension], new Validation(new TestAuthentication(), TimeProvider.System, TimeSpan.FromDays(366)));
            var refused = Assert.Throws<MlsException>(() => TreeRules.Check(state.Tree.Copy(), state.Context, rules));
            Assert.That(refused!.Error, Is.EqualTo(MlsError.InvalidLeafNode), refused.Message);
        }
    }

    [Test]
    public void A_tree_is_as_wide_as_its_members_ask_for()
    {
        using var parties = Parties.Of(3);
        AssertRefused(parties, MlsError.InvalidTree, tree =>
        {
            tree.Remove(2);
            Assert.That(tree.LeafCount, Is.EqualTo(4));
        });
    }

    [Test]
    public void An_encoded_tree_ends_with_a_node_and_has_each_kind_in_its_place()
    {
        using var parties = Parties.Of(3);
        var content = new TlsReader(parties[0].Group.ExportRatchetTree()).Bytes();
        Assert.DoesNotThrow(() => Decode(content));
        AssertMalformed([.. content, 0], "a blank node at the end");
        AssertMalformed([0, .. content], "leaves where parents belong");
        AssertMalformed([.. content, 1, 2, 0, 0, 0, 1, 1, 0, 0, 0], "a leaf cut short");
        AssertMalformed([.. content, 2], "a presence octet of 2");
        AssertMalformed([.. content, 1, 2, 0, 0, 8, 0, 0, 0, 2, 0, 0, 0, 1], "unmerged leaves out of order");
        AssertMalformed([], "no node at all");
    }

    [Test]
    public void A_tree_with_more_leaves_than_the_limit_is_refused_early()
    {
        var blanks = new byte[4 * MlsLimits.TreeLeavesMax];
        var refused = Assert.Throws<MlsException>(() => Decode(blanks));
        Assert.That(refused!.Error, Is.EqualTo(MlsError.TooLarge));
    }

    private static void Decode(byte[] nodes)
    {
        using var writer = new TlsWriter();
        writer.Bytes(nodes);
        TlsReader.Decode<RatchetTree>(writer.Written);
    }

    private static void AssertMalformed(byte[] nodes, string what) =>
        Assert.That(Assert.Throws<MlsException>(() => Decode(nodes), what)!.Error, Is.EqualTo(MlsError.Malformed), what);

    private static LeafNode Signed(Party party, LeafNode leaf) => leaf.Sign(party.Signer, [], 0);

    private static Extension Required(ushort[] extensions, ushort[] proposals, ushort[] credentials) =>
        new(ExtensionType.RequiredCapabilities, TlsWriter.Encode(new RequiredCapabilities(extensions, proposals, credentials)));

    /// <summary>Six members, of whom each has committed, and one added since.</summary>
    private static Parties Grown()
    {
        var parties = Parties.Of(5);
        for (var i = 0; i < 5; i++)
        {
            parties.Commit(i);
        }

        parties.Add(0, Parties.Named(5));
        return parties;
    }

    /// <summary>With fitting hashes, the first member signs its leaf anew over what became of its parent: what a rogue committer sends.</summary>
    private static void AssertRefused(Parties parties, MlsError error, Action<RatchetTree> change, bool fitHashes = false)
    {
        var refused = Assert.Throws<MlsException>(() => Check(parties, tree =>
        {
            change(tree);
            if (fitHashes)
                tree.SetLeaf(0, (tree.Leaf(0)! with { ParentHash = ParentHash.Of(tree.Parent(1)!.EncryptionKey, [], tree.Hashes.Of(tree, 2)) })
                    .Sign(parties[0].Signer, parties[0].Group.GroupId.ToArray(), 0));
        }));
        Assert.That(refused!.Error, Is.EqualTo(error), refused.Message);
    }

    private static void Check(Parties parties, Action<RatchetTree> change, TestAuthentication? authentication = null)
    {
        var state = parties[0].Group.State.Epoch.State;
        var tree = state.Tree.Copy();
        change(tree);
        TreeRules.Check(tree, state.Context with { TreeHash = tree.RootHash() }, Rules(parties, authentication ?? new TestAuthentication()));
    }

    private static LeafRules Rules(Parties parties, TestAuthentication authentication)
    {
        var state = parties[0].Group.State.Epoch.State;
        return new LeafRules(state.Suite, state.Context.Extensions, new Validation(authentication, TimeProvider.System, TimeSpan.FromDays(366)));
    }
}
