using System.Text;
using FastChat.Mls;
using FastChat.Mls.Messages;
using FastChat.Tests.Mls.Rules;
using FastChat.Tests.Mls.Support;

namespace FastChat.Tests.Mls.Delivery;

/// <summary>What a delivery service does without secrets.</summary>
[TestFixture]
internal sealed class PublicGroupTests
{
    private readonly TestAuthentication _authentication = new();

    [Test]
    public void A_service_follows_commits_and_knows_who_is_in()
    {
        using var parties = Parties.Of(4);
        var service = Follow(parties[0].Group.ExportGroupInfo());
        var newcomer = Parties.Named(6);
        using var package = newcomer.KeyPackage();
        var update = parties[1].Group.ProposeUpdate();
        service.Observe(update);
        parties.Propose(1, update);
        var gone = parties[3];
        var bundle = parties.Commit(0, new MlsCommitOptions { Add = [package.Message], Remove = [gone.Group.OwnLeaf] });
        var (summary, next) = service.Apply(bundle.Commit.Span);
        Assert.That(summary.Epoch, Is.EqualTo(1));
        Assert.That(summary.Committer.LeafIndex, Is.Zero);
        Assert.That(summary.HasPath && !summary.IsExternal);
        Assert.That(summary.Added.Single().KeyPackageReference.ToArray(), Is.EqualTo(package.Reference.ToArray()));
        Assert.That(Name(summary.Removed.Single()), Is.EqualTo(gone.Name));
        Assert.That(next.Matches(bundle.GroupInfo.Span));
        Assert.That(service.Matches(bundle.GroupInfo.Span), Is.False);
        Assert.That(next.Members.Select(Name), Is.EqualTo(parties[0].Group.Members.Select(Name)));
        Assert.That(next.ExportRatchetTree(), Is.EqualTo(parties[1].Group.ExportRatchetTree()));

        var stored = MlsPublicGroup.Import(next.Export(), _authentication, TimeProvider.System);
        var external = new Party("a stranger");
        var join = external.JoinExternally(bundle.GroupInfo.ToArray());
        var (joined, _) = stored.Apply(join);
        Assert.That(joined.IsExternal);
        Assert.That(Name(joined.Committer), Is.EqualTo("a stranger"));
        Assert.That(Assert.Throws<MlsException>(() => stored.Apply(bundle.Commit.Span))!.Error, Is.EqualTo(MlsError.PastEpoch));
        external.Dispose();
        gone.Dispose();
        newcomer.Dispose();
    }

    [Test]
    public void A_commit_in_another_s_name_or_with_a_changed_byte_is_refused()
    {
        using var parties = Parties.Of(3);
        var service = Follow(parties[0].Group.ExportGroupInfo());
        var commit = parties[1].Group.Commit().Commit.ToArray();
        var random = new Random(5);
        for (var i = 0; i < 200; i++)
        {
            var forged = commit.ToArray();
            forged[random.Next(forged.Length)] ^= (byte)(1 << random.Next(8));
            try
            {
                // Confirmation and membership tag need secrets: a change there is the members' to refuse.
                Assert.That(service.Apply(forged).Summary.Committer.LeafIndex, Is.EqualTo(1));
            }
            catch (MlsException)
            {
                Assert.Throws<MlsException>(() => parties[0].Group.Process(forged));
            }
        }

        service.Apply(commit);
    }

    [Test]
    public void A_Welcome_is_cut_into_one_per_recipient()
    {
        using var parties = Parties.Of(1);
        var newcomers = Enumerable.Range(1, 5).Select(i => Parties.Named(i)).ToList();
        var packages = newcomers.ConvertAll(n => n.KeyPackage());
        var bundle = parties.Commit(0, new MlsCommitOptions { Add = [.. packages.Select(p => p.Message)], TreeInWelcome = false });
        var slices = MlsWelcomeSlice.Slice(bundle.Welcome!.Value.Span);
        Assert.That(slices, Has.Count.EqualTo(5));
        foreach (var slice in slices)
        {
            var i = packages.FindIndex(p => p.Reference.Span.SequenceEqual(slice.KeyPackageReference.Span));
            newcomers[i].Group = MlsGroup.Join(newcomers[i].Device, packages[i], slice.Welcome.Span, bundle.RatchetTree.Span, newcomers[i].Store);
            Assert.That(newcomers[i].Read(parties[0].Encrypt("hi")), Is.EqualTo("hi"));
            var other = (i + 1) % 5;
            var refused = Assert.Throws<MlsException>(() => MlsGroup.Join(
                newcomers[other].Device, packages[other], slice.Welcome.Span, bundle.RatchetTree.Span, new RecordStore()));
            Assert.That(refused!.Error, Is.EqualTo(MlsError.NotForThisKeyPackage));
        }

        TestContext.Out.WriteLine($"{bundle.Welcome!.Value.Length} bytes together, {slices[0].Welcome.Length} each");
        newcomers.ForEach(n => n.Dispose());
    }

    [Test]
    public void A_hostile_Welcome_is_not_cut_into_more_than_fits()
    {
        var entry = new EncryptedGroupSecrets([1], new HpkeCiphertext([], []));
        var welcome = new MlsWelcome(3, [entry, entry with { NewMember = [2] }], new byte[MlsLimits.MessageBytesMax - 100]);
        Assert.That(Refused(welcome).Error, Is.EqualTo(MlsError.TooLarge));
        Assert.That(Refused(welcome with { Secrets = [entry, entry], EncryptedGroupInfo = [] }).Error, Is.EqualTo(MlsError.InvalidWelcome));
        var many = Enumerable.Range(0, 100_000).Select(i => entry with { NewMember = BitConverter.GetBytes(i) }).ToArray();
        Assert.That(Refused(welcome with { Secrets = many, EncryptedGroupInfo = new byte[1_000] }).Error, Is.EqualTo(MlsError.TooLarge));

        static MlsException Refused(MlsWelcome welcome)
        {
            var bytes = MlsMessage.Encode(welcome);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var refused = Assert.Throws<MlsException>(() => MlsWelcomeSlice.Slice(bytes))!;
            Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(64L * bytes.Length + 100_000));
            return refused;
        }
    }

    [Test]
    public void A_service_keeps_proposals_of_members_and_of_newcomers_that_it_accepts()
    {
        using var parties = Parties.Of(2);
        using var stranger = Parties.Named(9);
        var state = parties[0].Group.State.Epoch.State;
        var service = Follow(parties[0].Group.ExportGroupInfo());
        var package = MlsMessage.Decode(stranger.KeyPackage().Message.Span).KeyPackage!;
        var add = Rogue.ProposeAsNewcomer(state, stranger.Signer, new Proposal.Add(package));
        service.Observe(add);
        parties.Propose(-1, add);
        Assert.That(service.Apply(parties.Commit(0).Commit.Span).Summary.Added, Has.Count.EqualTo(1));

        var external = Rogue.ProposeAsNewcomer(state, stranger.Signer, new Proposal.Add(package), SenderType.External);
        Assert.That(Assert.Throws<MlsException>(() => service.Observe(external))!.Error, Is.EqualTo(MlsError.Unsupported));
        _authentication.AcceptsIdentity = _ => false;
        Assert.That(Assert.Throws<MlsException>(() => service.Observe(add))!.Error, Is.EqualTo(MlsError.CredentialRefused));
        _authentication.AcceptsIdentity = _ => true;
    }

    [Test]
    public void A_key_package_is_read_and_an_expired_or_forged_one_refused()
    {
        using var party = new Party("ada");
        using var package = party.Device.CreateKeyPackage(lastResort: true);
        var summary = MlsPublicGroup.ReadKeyPackage(package.Message.Span, _authentication, TimeProvider.System);
        Assert.That(summary.IsLastResort);
        Assert.That(summary.Identity.Identity.ToArray(), Is.EqualTo("ada"u8.ToArray()));
        Assert.That(summary.Reference.ToArray(), Is.EqualTo(package.Reference.ToArray()));
        Assert.That(summary.NotAfter, Is.EqualTo(TimeProvider.System.GetUtcNow() + TimeSpan.FromDays(90)).Within(TimeSpan.FromMinutes(1)));
        var later = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(summary.NotAfter + TimeSpan.FromSeconds(2));
        Assert.That(
            Assert.Throws<MlsException>(() => MlsPublicGroup.ReadKeyPackage(package.Message.Span, _authentication, later))!.Error,
            Is.EqualTo(MlsError.InvalidLeafNode));
        var forged = package.Message.ToArray();
        forged[^1] ^= 1;
        Assert.That(
            Assert.Throws<MlsException>(() => MlsPublicGroup.ReadKeyPackage(forged, _authentication, TimeProvider.System))!.Error,
            Is.EqualTo(MlsError.BadSignature));
    }

    [Test]
    public void A_last_resort_package_lets_its_device_into_two_groups()
    {
        using var ada = new Party("ada");
        using var package = ada.Device.CreateKeyPackage(lastResort: true);
        using var restored = MlsKeyPackage.Import(package.Export());
        foreach (var use in new[] { package, restored })
        {
            using var parties = Parties.Of(1);
            ada.Join(use, parties.Commit(0, new MlsCommitOptions { Add = [use.Message] }));
            Assert.That(ada.Read(parties[0].Encrypt("hi")), Is.EqualTo("hi"));
        }
    }

    [Test]
    public void Envelopes_tell_what_a_message_is()
    {
        using var parties = Parties.Of(2);
        Assert.That(MlsEnvelope.Read(parties[0].Encrypt("x")).Kind, Is.EqualTo(MlsMessageKind.PrivateApplication));
        Assert.That(MlsEnvelope.Read(parties[0].Group.ExportGroupInfo()).Kind, Is.EqualTo(MlsMessageKind.GroupInfo));
        Assert.That(MlsEnvelope.Read(parties[1].Group.ProposeUpdate()).Kind, Is.EqualTo(MlsMessageKind.PublicProposal));
        var commit = MlsEnvelope.Read(parties[0].Group.Commit().Commit.Span);
        Assert.That((commit.Kind, commit.Epoch), Is.EqualTo((MlsMessageKind.PublicCommit, parties[0].Group.Epoch)));
    }

    private MlsPublicGroup Follow(byte[] groupInfo) => MlsPublicGroup.FromGroupInfo(groupInfo, [], _authentication, TimeProvider.System);

    private static string Name(MlsMember member) => Encoding.UTF8.GetString(member.Identity.Identity.Span);
}
