using FastChat.Mls;
using FastChat.Mls.Codec;
using FastChat.Mls.Crypto;
using FastChat.Mls.Group;
using FastChat.Mls.Messages;
using FastChat.Tests.Mls.Rules;
using FastChat.Tests.Mls.Support;

namespace FastChat.Tests.Mls.Group;

/// <summary>
/// Proposals that wait for a commit (RFC 9420 sections 12.1, 12.2 and 12.4). Whatever a member proposes, no other may be kept from committing or
/// from talking by it.
/// </summary>
[TestFixture]
internal sealed class WaitingProposalsTests
{
    private Parties _parties = null!;

    private Party Rogue0 => _parties[0];

    [SetUp]
    public void SetUp()
    {
        _parties = Parties.Of(4);
        _parties.Commit(3);
    }

    [TearDown]
    public void TearDown() => _parties.Dispose();

    [Test]
    public void A_proposal_that_would_make_a_commit_fail_is_left_out_of_it()
    {
        using var stranger = Parties.Named(9);
        var tree = _parties[1].Group.State.Epoch.State.Tree;
        var package = MlsMessage.Decode(stranger.KeyPackage().Message.Span).KeyPackage!;
        (string What, Proposal Proposal)[] hostile =
        [
            ("a key that is another member's", Update(tree.Leaf(3)!.EncryptionKey)),
            ("a key that is a parent's", Update(tree.Parent(5)!.EncryptionKey)),
            ("a key that nothing can be encrypted to", Update(new byte[32])),
            ("an init key that nothing can be encrypted to", new Proposal.Add((package with { InitKey = new byte[32] }).Sign(stranger.Signer))),
            ("a key package that has expired", new Proposal.Add(Expired(package, stranger.Signer))),
            ("a key package for a member", new Proposal.Add(MlsMessage.Decode(_parties[2].KeyPackage().Message.Span).KeyPackage!)),
            ("extensions that nobody supports", new Proposal.GroupContextExtensions([new Extension(0xF00F, [])])),
            ("requirements that nobody meets", Required(TlsWriter.Encode(new RequiredCapabilities([0xF00F], [], [])))),
            ("requirements that cannot be read", Required([7])),
            ("a pre-shared key that nobody has", new Proposal.PreSharedKey(new PreSharedKeyId(PreSharedKeyId.External, [1], 0, 0, new byte[32]))),
            ("the removal of nobody", new Proposal.Remove(77)),
            ("the removal of the committer", new Proposal.Remove(_parties[1].Group.State.Epoch.OwnLeaf)),
            ("the end of the group", new Proposal.ReInit([1], MlsMessage.Mls10, 3, [])),
            ("an ExternalInit", new Proposal.ExternalInit(new byte[32])),
        ];
        foreach (var (what, proposal) in hostile)
        {
            _parties.Propose(0, Rogue.Propose(Rogue0, proposal));
            Assert.That(_parties[1].Group.State.Proposals.All, Is.Not.Empty, what);
        }

        // A good one among them is committed.
        using var newcomer = Parties.Named(8);
        _parties.Propose(2, _parties[2].Group.ProposeAdd(newcomer.KeyPackage().Message.Span));
        var commit = _parties.Commit(1);
        var content = MlsMessage.Decode(commit.Commit.Span).Public!.Content.Commit!;
        Assert.That(content.Proposals, Has.Length.EqualTo(1));
        _parties.AssertTalk();
    }

    [Test]
    public void What_the_committer_is_asked_for_wins_over_what_waits()
    {
        using var newcomer = Parties.Named(8);
        using var package = newcomer.KeyPackage();
        _parties.Propose(0, _parties[0].Group.ProposeAdd(package.Message.Span));
        _parties.Propose(0, _parties[0].Group.ProposeExtensions([MlsExtension.RequiredCapabilities([ExtensionType.LastResort], [])]));
        var commit = _parties.Commit(1, new MlsCommitOptions { Add = [package.Message], Extensions = [] });
        newcomer.Join(package, commit);
        Assert.That(newcomer.Group.Extensions, Is.Empty);
        Assert.That(newcomer.Read(_parties[2].Encrypt("hello")), Is.EqualTo("hello"));
    }

    [Test]
    public void Of_a_member_s_updates_the_latest_is_committed_and_none_if_the_member_is_removed()
    {
        var first = _parties[2].Group.ProposeUpdate();
        var second = _parties[2].Group.ProposeUpdate();
        _parties.Propose(2, first);
        _parties.Propose(2, second);
        var committed = MlsMessage.Decode(_parties.Commit(1).Commit.Span).Public!.Content.Commit!.Proposals.Single();
        Assert.That(committed.Reference, Is.EqualTo(MlsMessage.Decode(second).Public!.Authenticated.ProposalReference()));

        using var gone = _parties[2];
        _parties.Propose(2, gone.Group.ProposeUpdate());
        _parties.Propose(0, _parties[0].Group.ProposeRemove(gone.Group.OwnLeaf));
        _parties.Commit(1);
        Assert.That(gone.Group.HasEnded);
    }

    [Test]
    public void Only_a_valid_proposal_keeps_members_from_talking()
    {
        _parties.Propose(0, Rogue.Propose(Rogue0, new Proposal.Remove(77)));
        Assert.That(_parties[1].Group.HasProposals, Is.False);
        Assert.That(_parties[2].Read(_parties[1].Encrypt("undisturbed")), Is.EqualTo("undisturbed"));
        _parties.Propose(0, _parties[0].Group.ProposeRemove(_parties[3].Group.OwnLeaf));
        Assert.That(_parties[1].Group.HasProposals);
        Assert.That(Assert.Throws<MlsException>(() => _parties[1].Encrypt("too early"))!.Error, Is.EqualTo(MlsError.WrongState));
        _parties[1].Restart();
        Assert.That(_parties[1].Group.HasProposals);
    }

    [Test]
    public void One_s_own_proposal_that_was_never_sent_is_committed_all_the_same()
    {
        _parties[1].Store.FailAfter = true;
        Assert.Throws<IOException>(() => _parties[1].Group.ProposeRemove(_parties[3].Group.OwnLeaf));
        _parties[1].Store.FailAfter = false;
        _parties[1].Restart();
        Assert.That(_parties[1].Group.HasProposals);
        using var gone = _parties[3];
        _parties.Commit(1);
        Assert.That(gone.Group.HasEnded);
        _parties.AssertTalk();
    }

    [Test]
    public void Many_that_wait_are_each_validated_a_fixed_number_of_times()
    {
        const int count = 200;
        for (var i = 0; i < count; i++)
        {
            using var stranger = Parties.Named(100 + i);
            using var package = stranger.KeyPackage();
            _parties[1].Group.Process(Rogue.Propose(Rogue0, new Proposal.Add(MlsMessage.Decode(package.Message.Span).KeyPackage!)));
        }

        var asked = 0;
        _parties[1].Authentication.AcceptsIdentity = _ => ++asked > 0;
        var commit = _parties[1].Group.Commit().Commit;
        Assert.That(MlsMessage.Decode(commit.Span).Public!.Content.Commit!.Proposals, Has.Length.EqualTo(count));
        Assert.That(asked, Is.LessThanOrEqualTo(3 * count));
    }

    [Test]
    public void Those_that_wait_are_limited_in_number_and_in_bytes()
    {
        var (epoch, cache) = (_parties[0].Group.State.Epoch, new ProposalCache());
        AuthenticatedContent Sent(Proposal proposal, uint nonce) => new(
            WireFormat.PublicMessage,
            new FramedContent(epoch.State.Context.GroupId, epoch.Number, Sender.Member(nonce), [], null, proposal, null),
            new ContentAuth([], null));
        for (uint i = 0; i < MlsLimits.PendingProposalsMax; i++)
        {
            cache.Add(Sent(new Proposal.Remove(i), i));
        }

        Assert.That(Assert.Throws<MlsException>(() => cache.Add(Sent(new Proposal.Remove(0), uint.MaxValue)))!.Error, Is.EqualTo(MlsError.TooLarge));
        cache.Clear();
        var large = new Proposal.GroupContextExtensions([new Extension(0xF00F, new byte[MlsLimits.PendingProposalsBytesMax / 2])]);
        cache.Add(Sent(large, 0));
        Assert.That(Assert.Throws<MlsException>(() => cache.Add(Sent(large, 1)))!.Error, Is.EqualTo(MlsError.TooLarge));
        using var writer = new TlsWriter();
        cache.Write(writer);
        var reader = new TlsReader(writer.Written);
        var restored = ProposalCache.Read(ref reader);
        Assert.That(Assert.Throws<MlsException>(() => restored.Add(Sent(large, 1)))!.Error, Is.EqualTo(MlsError.TooLarge), "a restart forgets the bytes");
    }

    [Test]
    public void A_commit_has_a_limited_number_of_proposals()
    {
        var many = Enumerable.Range(0, MlsLimits.CommitProposalsMax + 1).Select(i => (Proposal)new Proposal.PreSharedKey(
            new PreSharedKeyId(PreSharedKeyId.External, BitConverter.GetBytes(i), 0, 0, new byte[Suite.HashBytes]))).ToArray();
        var refused = Assert.Throws<MlsException>(() => _parties[1].Group.Process(Rogue.Commit(Rogue0, many)));
        Assert.That(refused!.Error, Is.EqualTo(MlsError.TooLarge));
    }

    [Test]
    public void A_pre_shared_key_is_mixed_in_by_reference_one_of_the_application_or_of_an_older_epoch()
    {
        byte[] id = [4, 5, 6], key = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
        foreach (var party in _parties.All)
        {
            party.PreSharedKeys.Add(id, key);
        }

        _parties.Propose(0, _parties[0].Group.ProposePreSharedKey(id));
        var resumption = new PreSharedKeyId(
            PreSharedKeyId.Resumption, _parties[0].Group.GroupId.ToArray(), PreSharedKeyId.Application, (ulong)_parties[0].Group.Epoch - 1, new byte[Suite.HashBytes]);
        _parties.Propose(1, Rogue.Propose(_parties[1], new Proposal.PreSharedKey(resumption)));
        var commit = _parties[2].Group.Commit().Commit.ToArray();
        Assert.That(MlsMessage.Decode(commit).Public!.Content.Commit!.Proposals, Has.Length.EqualTo(2));
        Assert.That(_parties[0].Group.Process(commit).Kind, Is.EqualTo(MlsReceivedKind.Commit));
        _parties[2].Group.ApplyPendingCommit();
        Assert.That(_parties[0].Group.EpochAuthenticator.ToArray(), Is.EqualTo(_parties[2].Group.EpochAuthenticator.ToArray()));
    }

    [Test]
    public void A_ReInit_that_is_committed_closes_the_group()
    {
        var (group, device) = (_parties[0].Group.State, _parties[0].Device);
        var epoch = group.Epoch;
        List<ResolvedProposal> list = [new(new Proposal.ReInit([1], MlsMessage.Mls10, 3, []), Sender.Member(epoch.OwnLeaf), null)];
        var author = new CommitAuthor(Sender.Member(epoch.OwnLeaf), WireFormat.PublicMessage, [], _ => throw new InvalidOperationException("no path"));
        using var built = new BuiltCommit(epoch.State, device, new AppliedProposals(epoch.State, list), list, author, epoch.Keys.Copy(),
            epoch.Secrets.Init.Copy(), new Secret(Suite.HashBytes), withPath: false);
        var commit = MlsMessage.Encode(FastChat.Mls.Framing.PublicFraming.Protect(built.Content, built.Auth, epoch.Secrets.Membership, epoch.State.ContextBytes));
        Assert.That(_parties[1].Group.Process(commit).HasEnded);
        Assert.That(Assert.Throws<MlsException>(() => _parties[1].Encrypt("still here?"))!.Error, Is.EqualTo(MlsError.GroupEnded));
        Assert.That(Assert.Throws<MlsException>(() => _parties[1].Group.Commit())!.Error, Is.EqualTo(MlsError.GroupEnded));
        _parties[1].Restart();
        Assert.That(_parties[1].Group.HasEnded);
    }

    private Proposal.Update Update(byte[] key)
    {
        var epoch = Rogue0.Group.State.Epoch;
        var leaf = epoch.State.Tree.Leaf(epoch.OwnLeaf)! with { EncryptionKey = key, Source = LeafNodeSource.Update, Lifetime = null, ParentHash = [] };
        return new Proposal.Update(leaf.Sign(Rogue0.Signer, epoch.State.Context.GroupId, epoch.OwnLeaf));
    }

    private static KeyPackage Expired(KeyPackage package, MlsSigner signer) =>
        (package with { Leaf = (package.Leaf with { Lifetime = new Lifetime(0, 1) }).Sign(signer, [], 0) }).Sign(signer);

    private static Proposal.GroupContextExtensions Required(byte[] data) => new([new Extension(ExtensionType.RequiredCapabilities, data)]);
}
