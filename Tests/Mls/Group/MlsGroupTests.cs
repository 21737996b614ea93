using System.Text;
using FastChat.Mls;
using FastChat.Tests.Mls.Support;

namespace FastChat.Tests.Mls.Group;

[TestFixture(MlsCipherSuite.X25519Aes128GcmSha256Ed25519)]
[TestFixture(MlsCipherSuite.X25519ChaCha20Poly1305Sha256Ed25519)]
internal sealed class MlsGroupTests(MlsCipherSuite suite)
{
    [TestCase(2)]
    [TestCase(3)]
    [TestCase(5)]
    [TestCase(8)]
    [TestCase(9)]
    public void Members_that_join_by_one_Welcome_talk_and_renew_their_keys(int count)
    {
        using var parties = Parties.Of(count, suite);
        parties.AssertTalk();
        for (var i = 0; i < count; i++)
        {
            parties.Commit(i);
        }

        parties.AssertTalk();
    }

    [Test]
    public void A_newcomer_gets_the_tree_inside_the_Welcome_or_beside_it()
    {
        using var parties = Parties.Of(3, suite);
        foreach (var inside in new[] { true, false })
        {
            var newcomer = new Party($"inside {inside}", suite);
            var package = newcomer.KeyPackage();
            var bundle = parties.Commit(1, new MlsCommitOptions { Add = [package.Message], TreeInWelcome = inside });
            var tree = inside ? [] : bundle.RatchetTree.ToArray();
            newcomer.Group = MlsGroup.Join(newcomer.Device, package, bundle.Welcome!.Value.Span, tree, newcomer.Store);
            Assert.That(newcomer.Group.EpochAuthenticator.ToArray(), Is.EqualTo(parties[0].Group.EpochAuthenticator.ToArray()));
            if (!inside)
            {
                var refused = Assert.Throws<MlsException>(() => MlsGroup.Join(newcomer.Device, package, bundle.Welcome!.Value.Span, [], new RecordStore()));
                Assert.That(refused!.Error, Is.EqualTo(MlsError.InvalidWelcome));
            }

            // The first newcomer only reads the Welcome; it is taken out so that the next commit reaches everybody.
            parties.Commit(0, new MlsCommitOptions { Remove = [newcomer.Group.OwnLeaf] });
            newcomer.Dispose();
        }
    }

    [Test]
    public void A_removed_member_is_told_and_reads_nothing_more()
    {
        using var parties = Parties.Of(4, suite);
        var removed = parties[2];
        var received = parties[1].Group;
        parties.Commit(0, new MlsCommitOptions { Remove = [removed.Group.OwnLeaf] });
        Assert.That(removed.Group.HasEnded);
        Assert.That(received.Members.Select(m => Encoding.UTF8.GetString(m.Identity.Identity.Span)), Has.None.EqualTo(removed.Name));
        var message = parties[0].Encrypt("without you");
        Assert.That(Assert.Throws<MlsException>(() => removed.Group.Process(message))!.Error, Is.EqualTo(MlsError.GroupEnded));
        Assert.That(Assert.Throws<MlsException>(() => removed.Encrypt("still there?"))!.Error, Is.EqualTo(MlsError.GroupEnded));
        removed.Restart();
        Assert.That(removed.Group.HasEnded);
        removed.Dispose();
        parties.AssertTalk();
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Proposals_by_reference_take_effect_with_anybody_s_commit(bool encrypted)
    {
        using var parties = Parties.Of(5, suite);
        var newcomer = Parties.Named(9, suite);
        var package = newcomer.KeyPackage();
        parties.Propose(1, parties[1].Group.ProposeUpdate(encrypted));
        parties.Propose(2, parties[2].Group.ProposeAdd(package.Message.Span, encrypted));
        parties.Propose(3, parties[3].Group.ProposeRemove(parties[4].Group.OwnLeaf, encrypted));
        Assert.That(Assert.Throws<MlsException>(() => parties[0].Encrypt("too early"))!.Error, Is.EqualTo(MlsError.WrongState));
        var gone = parties[4];
        var bundle = parties.Commit(0, new MlsCommitOptions { Encrypted = encrypted });
        Assert.That(gone.Group.HasEnded);
        gone.Dispose();
        newcomer.Join(package, bundle);
        using (newcomer)
        {
            Assert.That(newcomer.Read(parties[1].Encrypt("welcome")), Is.EqualTo("welcome"));
            Assert.That(parties[0].Group.Members, Has.Count.EqualTo(5));
            parties[1].Group.Commit();
        }
    }

    [Test]
    public void A_stranger_joins_by_an_external_commit_and_a_member_comes_back_by_one()
    {
        using var parties = Parties.Of(3, suite);
        using var stranger = Parties.Named(7, suite);
        parties.Deliver(stranger.JoinExternally(parties[0].Group.ExportGroupInfo()));
        Assert.That(stranger.Group.EpochAuthenticator.ToArray(), Is.EqualTo(parties[0].Group.EpochAuthenticator.ToArray()));
        Assert.That(stranger.Read(parties[1].Encrypt("hello")), Is.EqualTo("hello"));

        var lost = parties[2];
        var oldLeaf = lost.Group.OwnLeaf;
        var info = parties[1].Group.ExportGroupInfo();
        lost.Group.Dispose();
        var commit = lost.JoinExternally(info, oldLeaf);
        stranger.Group.Process(commit);
        parties.Deliver(commit, except: lost);
        Assert.That(parties[0].Group.Members, Has.Count.EqualTo(4));
        Assert.That(lost.Read(parties[0].Encrypt("back")), Is.EqualTo("back"));
    }

    [Test]
    public void Pre_shared_keys_are_mixed_in_and_one_who_lacks_them_cannot_follow()
    {
        using var parties = Parties.Of(3, suite);
        byte[] id = [1, 2, 3], key = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
        parties[0].PreSharedKeys.Add(id, key);
        parties[1].PreSharedKeys.Add(id, key);
        var commit = parties[0].Group.Commit(new MlsCommitOptions { PreSharedKeys = [id] }).Commit.ToArray();
        parties[1].Group.Process(commit);
        Assert.That(Assert.Throws<MlsException>(() => parties[2].Group.Process(commit))!.Error, Is.EqualTo(MlsError.UnknownPreSharedKey));
        parties[2].PreSharedKeys.Add(id, key);
        parties[2].Group.Process(commit);
        parties[0].Group.ApplyPendingCommit();
        parties.AssertAgree();
    }

    [Test]
    public void Extensions_of_the_group_are_replaced_by_a_commit()
    {
        using var parties = Parties.Of(3, suite);
        parties.Commit(1, new MlsCommitOptions { Extensions = [MlsExtension.RequiredCapabilities([], [])] });
        Assert.That(parties[2].Group.Extensions, Has.Count.EqualTo(1));
        parties.Propose(0, parties[0].Group.ProposeExtensions([]));
        parties.Commit(2);
        Assert.That(parties[0].Group.Extensions, Is.Empty);
    }

    [Test]
    public void Exported_secrets_are_the_members_common_and_change_with_the_epoch()
    {
        using var parties = Parties.Of(2, suite);
        var first = parties[0].Group.ExportSecret("test", [1], 48);
        Assert.That(parties[1].Group.ExportSecret("test", [1], 48), Is.EqualTo(first));
        Assert.That(parties[0].Group.ExportSecret("test", [2], 48), Is.Not.EqualTo(first));
        parties.Commit(1);
        Assert.That(parties[0].Group.ExportSecret("test", [1], 48), Is.Not.EqualTo(first));
    }

    [Test]
    public void Data_travels_beside_a_message_in_clear_and_cannot_be_changed()
    {
        using var parties = Parties.Of(2, suite);
        var message = parties[0].Group.Encrypt("secret"u8, "in clear"u8);
        Assert.That(MlsEnvelope.Read(message).AuthenticatedData.ToArray(), Is.EqualTo("in clear"u8.ToArray()));
        var place = message.AsSpan().IndexOf("in clear"u8);
        var forged = message.ToArray();
        forged[place] ^= 1;
        Assert.That(Assert.Throws<MlsException>(() => parties[1].Group.Process(forged))!.Error, Is.EqualTo(MlsError.DecryptionFailed));
        var received = parties[1].Group.Process(message);
        Assert.That(received.Data.ToArray(), Is.EqualTo("secret"u8.ToArray()));
        Assert.That(received.AuthenticatedData.ToArray(), Is.EqualTo("in clear"u8.ToArray()));
        Assert.That(received.Sender!.LeafIndex, Is.EqualTo(parties[0].Group.OwnLeaf));
    }

    [Test]
    public void Padding_hides_the_length_of_short_messages()
    {
        using var parties = Parties.Of(2, suite);
        Assert.That(parties[0].Group.Encrypt("a"u8), Has.Length.EqualTo(parties[0].Group.Encrypt("twenty-five characters ok"u8).Length));
    }
}
