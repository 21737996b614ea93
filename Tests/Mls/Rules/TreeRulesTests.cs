using FastChat.Mls;
using FastChat.Mls.Group;
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

    private static void AssertRefused(Parties parties, MlsError error, Action<RatchetTree> change)
    {
        var refused = Assert.Throws<MlsException>(() => Check(parties, change));
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
