using FastChat.Mls;
using FastChat.Mls.Codec;
using FastChat.Mls.Crypto;
using FastChat.Mls.Group;
using FastChat.Mls.Messages;
using FastChat.Mls.Tree;
using FastChat.Tests.Mls.Support;

namespace FastChat.Tests.Mls.Rules;

/// <summary>Each rule of RFC 9420 sections 12.1 and 12.2 for a member's commit, broken by a member that signs anything.</summary>
[TestFixture]
internal sealed class ProposalRulesTests
{
    private Parties _parties = null!;

    private Party Committer => _parties[0];

    private MlsGroup Receiver => _parties[1].Group;

    [SetUp]
    public void SetUp() => _parties = Parties.Of(4);

    [TearDown]
    public void TearDown()
    {
        // Whatever was refused, the group goes on.
        if (!Receiver.HasProposals)
            _parties.Commit(2);
        _parties.Dispose();
    }

    [Test]
    public void A_list_without_fault_is_refused_for_its_tag_alone()
    {
        AssertRefused(MlsError.BadTag, AddOf(Parties.Named(9)));
        AssertRefused(MlsError.UnknownPreSharedKey, Psk(1), Psk(2));
        AssertRefused(MlsError.InvalidCommit, new Proposal.Remove(LeafOf(2)));
    }

    [Test]
    public void A_committer_commits_no_update_of_its_own()
    {
        AssertRefused(MlsError.InvalidProposal, UpdateOf(Committer));
        var update = Rogue.Propose(Committer, UpdateOf(Committer));
        Receiver.Process(update);
        var refused = Assert.Throws<MlsException>(() => Receiver.Process(Rogue.Commit(Committer, null, ReferenceTo(update))));
        Assert.That(refused!.Error, Is.EqualTo(MlsError.InvalidProposal));
    }

    [Test]
    public void A_committer_does_not_remove_itself() => AssertRefused(MlsError.InvalidProposal, new Proposal.Remove(LeafOf(0)));

    [Test]
    public void A_leaf_is_removed_once() =>
        AssertRefused(MlsError.InvalidProposal, new Proposal.Remove(LeafOf(2)), new Proposal.Remove(LeafOf(2)));

    [Test]
    public void A_leaf_is_not_updated_and_removed()
    {
        var update = _parties[2].Group.ProposeUpdate();
        _parties.Propose(2, update);
        var commit = Rogue.Commit(Committer, null, ReferenceTo(update), new ProposalOrRef(new Proposal.Remove(LeafOf(2)), null));
        Assert.That(Assert.Throws<MlsException>(() => Receiver.Process(commit))!.Error, Is.EqualTo(MlsError.InvalidProposal));
    }

    [Test]
    public void A_leaf_is_updated_once()
    {
        byte[][] updates = [_parties[2].Group.ProposeUpdate(), _parties[2].Group.ProposeUpdate()];
        foreach (var update in updates)
        {
            _parties.Propose(2, update);
        }

        var commit = Rogue.Commit(Committer, null, [.. updates.Select(ReferenceTo)]);
        Assert.That(Assert.Throws<MlsException>(() => Receiver.Process(commit))!.Error, Is.EqualTo(MlsError.InvalidProposal));
    }

    [Test]
    public void A_client_is_added_once()
    {
        using var newcomer = Parties.Named(9);
        AssertRefused(MlsError.InvalidProposal, AddOf(newcomer), AddOf(newcomer));
    }

    [Test]
    public void A_client_that_is_a_member_is_added_only_when_it_is_removed_too()
    {
        AssertRefused(MlsError.InvalidProposal, AddOf(_parties[2]));
        AssertRefused(MlsError.InvalidCommit, AddOf(_parties[2]), new Proposal.Remove(LeafOf(2)));
    }

    [Test]
    public void A_pre_shared_key_is_named_once() => AssertRefused(MlsError.InvalidProposal, Psk(1), Psk(1));

    [Test]
    public void A_pre_shared_key_has_a_nonce_of_the_hash_s_length() =>
        AssertRefused(MlsError.InvalidProposal, new Proposal.PreSharedKey(new PreSharedKeyId(PreSharedKeyId.External, [1], 0, 0, new byte[31])));

    [TestCase((byte)2)]
    [TestCase((byte)3)]
    public void A_resumption_key_is_not_one_of_reinit_or_branch(byte usage) => AssertRefused(
        MlsError.InvalidProposal, new Proposal.PreSharedKey(new PreSharedKeyId(PreSharedKeyId.Resumption, [1], usage, 0, new byte[Suite.HashBytes])));

    [Test]
    public void The_extensions_are_replaced_once() =>
        AssertRefused(MlsError.InvalidProposal, new Proposal.GroupContextExtensions([]), new Proposal.GroupContextExtensions([]));

    [Test]
    public void Extensions_come_once_each() => AssertRefused(MlsError.InvalidProposal, new Proposal.GroupContextExtensions(
        [new Extension(ExtensionType.LastResort, []), new Extension(ExtensionType.LastResort, [])]));

    [Test]
    public void A_capability_is_required_only_if_all_members_have_it()
    {
        var required = new RequiredCapabilities([0xF001], [], [Credential.Basic]);
        AssertRefusedWithPath(MlsError.InvalidLeafNode, new Proposal.GroupContextExtensions(
            [new Extension(ExtensionType.RequiredCapabilities, TlsWriter.Encode(required))]));
    }

    [Test]
    public void An_extension_of_the_group_is_one_that_all_members_support() =>
        AssertRefusedWithPath(MlsError.InvalidLeafNode, new Proposal.GroupContextExtensions([new Extension(0xF001, [])]));

    [Test]
    public void New_requirements_bind_those_who_are_added_with_them()
    {
        using var newcomer = Parties.Named(9);
        var package = MlsMessage.Decode(newcomer.KeyPackage().Message.Span).KeyPackage!;
        var leaf = (package.Leaf with { Capabilities = package.Leaf.Capabilities with { Extensions = [] } }).Sign(newcomer.Signer, [], 0);
        var required = new Extension(ExtensionType.RequiredCapabilities, TlsWriter.Encode(new RequiredCapabilities([ExtensionType.LastResort], [], [])));
        AssertRefused(
            MlsError.InvalidLeafNode,
            new Proposal.Add((package with { Leaf = leaf }).Sign(newcomer.Signer)), new Proposal.GroupContextExtensions([required]));
    }

    [Test]
    public void A_ReInit_is_alone_and_goes_to_no_older_version()
    {
        var reInit = new Proposal.ReInit([1], MlsMessage.Mls10, 3, []);
        AssertRefused(MlsError.InvalidProposal, reInit, Psk(1));
        AssertRefused(MlsError.InvalidProposal, new Proposal.ReInit([1], 0, 3, []));
        AssertRefused(MlsError.BadTag, reInit);
    }

    [Test]
    public void A_member_commits_no_ExternalInit() => AssertRefused(MlsError.InvalidProposal, new Proposal.ExternalInit(new byte[32]));

    [Test]
    public void A_removed_leaf_is_one_that_is_there()
    {
        AssertRefused(MlsError.InvalidProposal, new Proposal.Remove(77));
        AssertRefused(MlsError.InvalidProposal, new Proposal.Remove(uint.MaxValue));
    }

    [Test]
    public void A_reference_is_one_to_a_proposal_that_came()
    {
        var commit = Rogue.Commit(Committer, null, new ProposalOrRef(null, new byte[Suite.HashBytes]));
        Assert.That(Assert.Throws<MlsException>(() => Receiver.Process(commit))!.Error, Is.EqualTo(MlsError.UnknownProposal));
    }

    [Test]
    public void A_proposal_type_that_nobody_knows_is_refused()
    {
        var commit = Rogue.Commit(Committer, new Proposal.ExternalInit([0xEE, 0xEE]));
        commit[commit.AsSpan().IndexOf((ReadOnlySpan<byte>)[0, 6, 2, 0xEE, 0xEE])] = 0xF0;
        Assert.That(Assert.Throws<MlsException>(() => Receiver.Process(commit))!.Error, Is.EqualTo(MlsError.Unsupported));
    }

    [Test]
    public void An_update_has_a_new_key_and_a_leaf_that_was_made_for_it()
    {
        var current = _parties[2].Group.State.Epoch.State.Tree.Leaf(LeafOf(2))!;
        AssertUpdateRefused(MlsError.InvalidLeafNode, UpdateOf(_parties[2]).Leaf with { EncryptionKey = current.EncryptionKey });
        AssertUpdateRefused(MlsError.InvalidProposal, UpdateOf(_parties[2]).Leaf with { Source = LeafNodeSource.MlsCommit });
        var other = _parties[3].Group.State.Epoch.State.Tree.Leaf(LeafOf(3))!;
        AssertUpdateRefused(MlsError.InvalidLeafNode, UpdateOf(_parties[2]).Leaf with { EncryptionKey = other.EncryptionKey }, withPath: true);
    }

    [Test]
    public void An_update_to_an_identity_that_the_authentication_service_refuses_is_invalid()
    {
        _parties[1].Authentication.AcceptsNext = (_, _) => false;
        AssertUpdateRefused(MlsError.CredentialRefused, UpdateOf(_parties[2]).Leaf with { Credential = Credential.Of("somebody else"u8) });
    }

    private void AssertRefused(MlsError error, params Proposal[] proposals)
    {
        var refused = Assert.Throws<MlsException>(() => Receiver.Process(Rogue.Commit(Committer, proposals)));
        Assert.That(refused!.Error, Is.EqualTo(error), refused.Message);
    }

    private void AssertRefusedWithPath(MlsError error, params Proposal[] proposals)
    {
        var refused = Assert.Throws<MlsException>(() => Receiver.Process(
            Rogue.Commit(Committer, GenuinePath(), [.. proposals.Select(p => new ProposalOrRef(p, null))])));
        Assert.That(refused!.Error, Is.EqualTo(error), refused.Message);
    }

    private void AssertUpdateRefused(MlsError error, LeafNode leaf, bool withPath = false)
    {
        var state = _parties[2].Group.State.Epoch.State;
        var update = Rogue.Propose(_parties[2], new Proposal.Update(leaf.Sign(_parties[2].Signer, state.Context.GroupId, LeafOf(2))));
        Receiver.Process(update);
        var commit = Rogue.Commit(Committer, withPath ? PathAfter(update) : null, ReferenceTo(update));
        var refused = Assert.Throws<MlsException>(() => Receiver.Process(commit));
        Assert.That(refused!.Error, Is.EqualTo(error), refused.Message);
    }

    private UpdatePath GenuinePath()
    {
        var path = Rogue.PathOf(Committer.Group.Commit().Commit);
        Committer.Group.DiscardPendingCommit();
        return path;
    }

    /// <summary>The committer's path in the tree that a member's update makes.</summary>
    private UpdatePath PathAfter(byte[] update)
    {
        var epoch = Committer.Group.State.Epoch;
        var message = MlsMessage.Decode(update).Public!;
        var applied = new AppliedProposals(epoch.State, [new ResolvedProposal(message.Content.Proposal!, message.Content.Sender, null)]);
        using var keys = epoch.Keys.Copy();
        using var path = new NewPath(
            applied.Tree, epoch.OwnLeaf, pair => epoch.State.Tree.Leaf(epoch.OwnLeaf)! with { EncryptionKey = pair.PublicKey },
            Committer.Signer, epoch.State.Context.GroupId, keys);
        return path.Encrypt(epoch.State.Suite, applied.Tree, applied.NewLeaves, TlsWriter.Encode(applied.ProvisionalContext()));
    }

    private uint LeafOf(int party) => _parties[party].Group.State.Epoch.OwnLeaf;

    private static Proposal.Add AddOf(Party newcomer) => new(MlsMessage.Decode(newcomer.KeyPackage().Message.Span).KeyPackage!);

    private static Proposal.PreSharedKey Psk(byte id) => new(new PreSharedKeyId(PreSharedKeyId.External, [id], 0, 0, new byte[Suite.HashBytes]));

    private static Proposal.Update UpdateOf(Party party)
    {
        var state = party.Group.State.Epoch;
        using var pair = KemKeyPair.Generate();
        var leaf = state.State.Tree.Leaf(state.OwnLeaf)! with { EncryptionKey = pair.PublicKey, Source = LeafNodeSource.Update, Lifetime = null, ParentHash = [] };
        return new Proposal.Update(leaf.Sign(party.Signer, state.State.Context.GroupId, state.OwnLeaf));
    }

    private static ProposalOrRef ReferenceTo(byte[] proposal) =>
        new(null, MlsMessage.Decode(proposal).Public!.Authenticated.ProposalReference());
}
