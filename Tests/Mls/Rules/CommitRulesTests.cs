using FastChat.Mls;
using FastChat.Mls.Codec;
using FastChat.Mls.Crypto;
using FastChat.Mls.Messages;
using FastChat.Tests.Mls.Support;

namespace FastChat.Tests.Mls.Rules;

/// <summary>What a path, an external commit, a public message and a Welcome must be like (RFC 9420 sections 6, 7.5, 12.2 and 12.4).</summary>
[TestFixture]
internal sealed class CommitRulesTests
{
    private Parties _parties = null!;

    private Party Committer => _parties[0];

    private MlsGroup Receiver => _parties[1].Group;

    [SetUp]
    public void SetUp() => _parties = Parties.Of(4);

    [TearDown]
    public void TearDown()
    {
        _parties.Commit(2);
        _parties.Dispose();
    }

    [Test]
    public void An_empty_commit_and_one_that_removes_need_a_path()
    {
        AssertRefused(MlsError.InvalidCommit, Rogue.Commit(Committer));
        AssertRefused(MlsError.InvalidCommit, Rogue.Commit(Committer, new Proposal.GroupContextExtensions([])));
    }

    [Test]
    public void A_path_has_the_nodes_and_recipients_that_the_tree_asks_for()
    {
        var path = Path();
        AssertPathRefused(MlsError.InvalidCommit, path with { Nodes = path.Nodes[..^1] });
        AssertPathRefused(MlsError.InvalidCommit, path with { Nodes = [path.Nodes[0] with { EncryptedPathSecrets = [] }, .. path.Nodes[1..]] });
        AssertPathRefused(MlsError.InvalidCommit, path with { Nodes = [.. path.Nodes, path.Nodes[0]] });
    }

    [Test]
    public void A_path_s_leaf_is_made_for_it_and_signed_for_its_place()
    {
        var path = Path();
        AssertPathRefused(MlsError.InvalidLeafNode, path with { Leaf = Sign(path.Leaf with { Source = LeafNodeSource.Update, ParentHash = [] }) });
        AssertPathRefused(MlsError.InvalidCommit, path with { Leaf = Sign(path.Leaf with { ParentHash = new byte[Suite.HashBytes] }) });
        AssertPathRefused(MlsError.BadSignature, path with { Leaf = path.Leaf.Sign(Committer.Signer, "another group"u8.ToArray(), 0) });
        AssertPathRefused(MlsError.BadSignature, path with { Leaf = path.Leaf.Sign(Committer.Signer, Receiver.GroupId.ToArray(), 3) });
    }

    [Test]
    public void A_path_s_keys_are_new()
    {
        var path = Path();
        var tree = Receiver.State.Epoch.State.Tree;
        AssertPathRefused(MlsError.InvalidLeafNode, path with { Leaf = Sign(path.Leaf with { EncryptionKey = tree.Leaf(0)!.EncryptionKey }) });
        AssertPathRefused(MlsError.InvalidCommit, path with { Leaf = Sign(path.Leaf with { EncryptionKey = tree.Leaf(2)!.EncryptionKey }) });
        AssertPathRefused(
            MlsError.InvalidCommit, path with { Nodes = [path.Nodes[0] with { EncryptionKey = path.Nodes[1].EncryptionKey }, .. path.Nodes[1..]] });
        AssertPathRefused(MlsError.InvalidCommit, path with { Nodes = [path.Nodes[0] with { EncryptionKey = new byte[32] }, .. path.Nodes[1..]] });
        AssertPathRefused(MlsError.InvalidLeafNode, path with { Leaf = Sign(path.Leaf with { EncryptionKey = new byte[32] }) });
    }

    [Test]
    public void A_path_secret_that_does_not_fit_its_key_is_refused()
    {
        var path = Path();
        using var other = KemKeyPair.Generate();
        var wrong = path with { Nodes = [path.Nodes[0] with { EncryptionKey = other.PublicKey }, .. path.Nodes[1..]] };
        AssertPathRefused(MlsError.InvalidCommit, wrong);
    }

    [Test]
    public void An_external_commit_has_one_ExternalInit_at_most_one_Remove_and_nothing_else()
    {
        using var stranger = Parties.Named(8);
        var genuine = MlsMessage.Decode(stranger.JoinExternally(Committer.Group.ExportGroupInfo())).Public!.Content.Commit!;
        var init = genuine.Proposals.Single();
        var state = Receiver.State.Epoch.State;
        ProposalOrRef Inline(Proposal proposal) => new(proposal, null);
        AssertRefused(MlsError.InvalidProposal, Rogue.ExternalCommit(state, stranger, genuine.Path));
        AssertRefused(MlsError.InvalidProposal, Rogue.ExternalCommit(state, stranger, genuine.Path, init, init));
        AssertRefused(MlsError.InvalidProposal, Rogue.ExternalCommit(
            state, stranger, genuine.Path, init, Inline(new Proposal.Remove(2)), Inline(new Proposal.Remove(3))));
        AssertRefused(MlsError.InvalidProposal, Rogue.ExternalCommit(
            state, stranger, genuine.Path, init, Inline(new Proposal.GroupContextExtensions([]))));
        AssertRefused(MlsError.InvalidProposal, Rogue.ExternalCommit(
            state, stranger, genuine.Path, init, new ProposalOrRef(null, new byte[Suite.HashBytes])));
        AssertRefused(MlsError.InvalidProposal, Rogue.ExternalCommit(state, stranger, genuine.Path, init, Inline(new Proposal.Remove(70))));
        AssertRefused(MlsError.InvalidCommit, Rogue.ExternalCommit(state, stranger, null, init));
        AssertRefused(MlsError.BadTag, Rogue.ExternalCommit(state, stranger, genuine.Path, init));
    }

    [Test]
    public void Whoever_rejoins_may_take_its_own_place_only()
    {
        _parties[1].Authentication.AcceptsNext = (before, after) => before.Identity.Span.SequenceEqual(after.Identity.Span);
        using var stranger = Parties.Named(8);
        var commit = stranger.JoinExternally(Committer.Group.ExportGroupInfo(), replacedLeaf: 3);
        AssertRefused(MlsError.CredentialRefused, commit);
    }

    [Test]
    public void An_external_commit_is_signed_with_the_key_of_its_leaf()
    {
        using var stranger = Parties.Named(8);
        using var other = Parties.Named(9);
        var genuine = MlsMessage.Decode(stranger.JoinExternally(Committer.Group.ExportGroupInfo())).Public!.Content.Commit!;
        AssertRefused(MlsError.BadSignature, Rogue.ExternalCommit(Receiver.State.Epoch.State, other, genuine.Path, genuine.Proposals));
    }

    [Test]
    public void A_changed_tag_or_signature_is_told()
    {
        var commit = Committer.Group.Commit().Commit.ToArray();
        Committer.Group.DiscardPendingCommit();
        var message = MlsMessage.Decode(commit).Public!;
        var membership = message with { MembershipTag = new byte[Suite.HashBytes] };
        AssertRefused(MlsError.BadTag, MlsMessage.Encode(membership));
        var epoch = Committer.Group.State.Epoch;
        var forged = message.Auth with { Signature = new byte[Suite.SignatureBytes] };
        AssertRefused(MlsError.BadSignature, MlsMessage.Encode(
            FastChat.Mls.Framing.PublicFraming.Protect(message.Content, forged, epoch.Secrets.Membership, epoch.State.ContextBytes)));
    }

    [Test]
    public void A_newcomer_takes_no_changed_tree()
    {
        using var newcomer = Parties.Named(8);
        var package = newcomer.KeyPackage();
        var bundle = _parties.Commit(0, new MlsCommitOptions { Add = [package.Message], TreeInWelcome = false, ForcePath = true });
        var tree = TlsReader.Decode<FastChat.Mls.Tree.RatchetTree>(bundle.RatchetTree.Span);
        var random = new Random(3);
        for (var i = 0; i < 100; i++)
        {
            var changed = bundle.RatchetTree.ToArray();
            changed[random.Next(changed.Length)] ^= (byte)(1 << random.Next(8));
            Assert.Throws<MlsException>(() => MlsGroup.Join(newcomer.Device, package, bundle.Welcome!.Value.Span, changed, new RecordStore()));
        }

        tree.SetParent(tree.Root, null);
        Assert.That(
            Assert.Throws<MlsException>(() => MlsGroup.Join(newcomer.Device, package, bundle.Welcome!.Value.Span, TlsWriter.Encode(tree), new RecordStore()))!.Error,
            Is.EqualTo(MlsError.InvalidTree));
        newcomer.Join(package, bundle);
        _parties.Commit(0, new MlsCommitOptions { Remove = [newcomer.Group.OwnLeaf] });
    }

    private UpdatePath Path()
    {
        var path = Rogue.PathOf(Committer.Group.Commit().Commit);
        Committer.Group.DiscardPendingCommit();
        return path;
    }

    private LeafNode Sign(LeafNode leaf) => leaf.Sign(Committer.Signer, Receiver.GroupId.ToArray(), Committer.Group.State.Epoch.OwnLeaf);

    private void AssertPathRefused(MlsError error, UpdatePath path) => AssertRefused(error, Rogue.Commit(Committer, path));

    private void AssertRefused(MlsError error, byte[] message)
    {
        var refused = Assert.Throws<MlsException>(() => Receiver.Process(message));
        Assert.That(refused!.Error, Is.EqualTo(error), refused.Message);
    }
}
