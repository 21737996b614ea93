using FastChat.Mls;
using FastChat.Mls.Crypto;
using FastChat.Mls.Framing;
using FastChat.Mls.Messages;
using FastChat.Tests.Mls.Support;

namespace FastChat.Tests.Mls.Rules;

/// <summary>What messages must be like whatever they say (RFC 9420 sections 6, 9.1, 12.1.8 and 14), broken by members and by strangers.</summary>
[TestFixture]
internal sealed class FramingRulesTests
{
    private Parties _parties = null!;

    private Party Sender => _parties[0];

    private Party Receiver => _parties[1];

    [SetUp]
    public void SetUp() => _parties = Parties.Of(4);

    [TearDown]
    public void TearDown()
    {
        // Whatever was refused, nothing was consumed and the group goes on.
        _parties.Commit(2);
        _parties.AssertTalk();
        _parties.Dispose();
    }

    [Test]
    public void What_a_member_encrypts_as_it_should_is_read()
    {
        var message = Rogue.Encrypt(Sender, "genuine");
        Assert.That(Receiver.Read(message), Is.EqualTo("genuine"));
        AssertRefused(MlsError.GenerationGone, message);
    }

    [Test]
    public void Padding_is_zero() => AssertRefused(MlsError.Malformed, Rogue.Encrypt(Sender, "covert", padding: 1));

    [Test]
    public void A_message_is_signed_with_the_key_of_its_sender()
    {
        using var other = MlsSigner.Create();
        AssertRefused(MlsError.BadSignature, Rogue.Encrypt(Sender, "forged", signer: other));
        Assert.That(Receiver.Read(Sender.Encrypt("genuine")), Is.EqualTo("genuine"), "the forged message used up the generation");
    }

    [Test]
    public void A_member_cannot_send_as_another()
    {
        AssertRefused(MlsError.DecryptionFailed, Rogue.Encrypt(Sender, "forged", leaf: _parties[2].Group.State.Epoch.OwnLeaf));
        AssertRefused(MlsError.OwnMessage, Rogue.Encrypt(Sender, "forged", leaf: Receiver.Group.State.Epoch.OwnLeaf));
    }

    [TestCase(4u, Description = "beyond the tree")]
    [TestCase(uint.MaxValue)]
    public void A_message_comes_from_a_leaf_that_is_there(uint leaf) => AssertRefused(MlsError.Malformed, Rogue.Encrypt(Sender, "from nowhere", leaf: leaf));

    [Test]
    public void A_message_from_a_blank_leaf_is_refused()
    {
        using var gone = _parties[3];
        _parties.Commit(0, new MlsCommitOptions { Remove = [gone.Group.OwnLeaf] });
        AssertRefused(MlsError.Malformed, Rogue.Encrypt(Sender, "from a ghost", leaf: (uint)gone.Group.OwnLeaf));
    }

    [TestCase(MlsLimits.GenerationsAheadMax + 1u)]
    [TestCase(uint.MaxValue - 1)]
    public void A_generation_far_ahead_is_refused_before_anything_is_derived(uint generation)
    {
        var message = Rogue.Encrypt(Sender, "far", generation: generation);
        AssertRefused(MlsError.GenerationTooFarAhead, message);
        Assert.That(Receiver.Store.Content.Keys.Any(k => k.StartsWith("ratchet/", StringComparison.Ordinal)), Is.False);
    }

    [Test]
    public void Application_data_never_travels_in_clear()
    {
        var epoch = Sender.Group.State.Epoch;
        var content = new FramedContent(
            epoch.State.Context.GroupId, epoch.Number, FastChat.Mls.Messages.Sender.Member(epoch.OwnLeaf), [], "in clear"u8.ToArray(), null, null);
        var auth = new ContentAuth(ContentSignature.Sign(Sender.Signer, WireFormat.PublicMessage, content, epoch.State.ContextBytes), null);
        var asProposal = PublicFraming.Protect(
            content with { Application = null, Proposal = new Proposal.Remove(2) }, auth, epoch.Secrets.Membership, epoch.State.ContextBytes);
        var message = MlsMessage.Encode(asProposal with { Content = content });
        AssertRefused(MlsError.Malformed, message);
        Assert.That(Assert.Throws<MlsException>(() => MlsEnvelope.Read(message))!.Error, Is.EqualTo(MlsError.Malformed));
    }

    [Test]
    public void A_message_is_for_this_group_and_epoch()
    {
        using var others = Parties.Of(2, groupId: "another group");
        AssertRefused(MlsError.WrongGroup, others[0].Encrypt("hello"));
        AssertRefused(MlsError.WrongGroup, others[0].Group.Commit().Commit.ToArray());
        AssertRefused(MlsError.FutureEpoch, Rogue.Encrypt(Sender, "early", epoch: ulong.MaxValue));
        var old = Sender.Group.Commit(new MlsCommitOptions { Encrypted = true }).Commit.ToArray();
        _parties.Deliver(old);
        AssertRefused(MlsError.PastEpoch, old);
        Assert.That(Assert.Throws<MlsException>(() => MlsEnvelope.Read(Rogue.Encrypt(Sender, "never", epoch: ulong.MaxValue)))!.Error, Is.EqualTo(MlsError.Unsupported));
    }

    [Test]
    public void Who_was_removed_commits_and_proposes_nothing_more()
    {
        using var gone = _parties[3];
        var state = gone.Group.State.Epoch;
        var (leaf, context) = (state.OwnLeaf, state.State.ContextBytes);
        _parties.Commit(0, new MlsCommitOptions { Remove = [gone.Group.OwnLeaf] });

        // It knows the public state of the new epoch, from the service, and signs for it; the membership key it does not have.
        var current = Receiver.Group.State.Epoch;
        foreach (var proposal in new Proposal?[] { new Proposal.Remove(1), null })
        {
            var commit = proposal is null ? new MlsCommit([], null) : null;
            var content = new FramedContent(
                current.State.Context.GroupId, current.Number, FastChat.Mls.Messages.Sender.Member(leaf), [], null, proposal, commit);
            var signature = ContentSignature.Sign(gone.Signer, WireFormat.PublicMessage, content, current.State.ContextBytes);
            using var guessed = Secret.Random(Suite.HashBytes);
            var auth = new ContentAuth(signature, commit is null ? null : new byte[Suite.HashBytes]);
            AssertRefused(MlsError.BadTag, MlsMessage.Encode(PublicFraming.Protect(content, auth, guessed, context)));

            // Even with the key of a member that helps it, there is nobody at its leaf.
            var helped = MlsMessage.Encode(PublicFraming.Protect(content, auth, current.Secrets.Membership, current.State.ContextBytes));
            AssertRefused(proposal is null ? MlsError.InvalidCommit : MlsError.InvalidProposal, helped);
        }
    }

    [Test]
    public void A_proposal_that_is_sent_twice_is_kept_once()
    {
        var proposal = Sender.Group.ProposeUpdate();
        for (var i = 0; i < 3; i++)
        {
            _parties.Propose(0, proposal);
        }

        Assert.That(Receiver.Group.State.Proposals.All, Has.Count.EqualTo(1));
    }

    [Test]
    public void A_newcomer_proposes_itself_and_is_added()
    {
        using var newcomer = Parties.Named(9);
        using var package = newcomer.KeyPackage();
        var add = new Proposal.Add(MlsMessage.Decode(package.Message.Span).KeyPackage!);
        _parties.Propose(-1, Rogue.ProposeAsNewcomer(Receiver.Group.State.Epoch.State, newcomer.Signer, add));
        newcomer.Join(package, _parties.Commit(2));
        Assert.That(newcomer.Read(Sender.Encrypt("welcome")), Is.EqualTo("welcome"));
        _parties.Commit(0, new MlsCommitOptions { Remove = [newcomer.Group.OwnLeaf] });
    }

    [Test]
    public void A_stranger_proposes_nothing_but_itself()
    {
        using var stranger = Parties.Named(9);
        using var other = MlsSigner.Create();
        var state = Receiver.Group.State.Epoch.State;
        var package = MlsMessage.Decode(stranger.KeyPackage().Message.Span).KeyPackage!;
        var invalid = new Proposal.Add((package with { InitKey = package.Leaf.EncryptionKey }).Sign(stranger.Signer));
        AssertRefused(MlsError.Malformed, Rogue.ProposeAsNewcomer(state, stranger.Signer, new Proposal.Remove(0)));
        AssertRefused(MlsError.BadSignature, Rogue.ProposeAsNewcomer(state, other, new Proposal.Add(package)));
        AssertRefused(MlsError.InvalidKeyPackage, Rogue.ProposeAsNewcomer(state, stranger.Signer, invalid));
        AssertRefused(MlsError.Unsupported, Rogue.ProposeAsNewcomer(state, stranger.Signer, new Proposal.Add(package), SenderType.External));
        Receiver.Authentication.AcceptsIdentity = i => !i.Identity.Span.SequenceEqual("device 9"u8);
        AssertRefused(MlsError.CredentialRefused, Rogue.ProposeAsNewcomer(state, stranger.Signer, new Proposal.Add(package)));
        Assert.That(Receiver.Group.State.Proposals.All, Is.Empty);
    }

    private void AssertRefused(MlsError error, byte[] message)
    {
        var refused = Assert.Throws<MlsException>(() => Receiver.Group.Process(message));
        Assert.That(refused!.Error, Is.EqualTo(error), refused.Message);
    }
}
