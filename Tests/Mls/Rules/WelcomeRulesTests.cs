using FastChat.Mls;
using FastChat.Mls.Codec;
using FastChat.Mls.Crypto;
using FastChat.Mls.Group;
using FastChat.Mls.Messages;
using FastChat.Mls.Schedule;
using FastChat.Tests.Mls.Support;

namespace FastChat.Tests.Mls.Rules;

/// <summary>
/// Each rule for joining by a Welcome (RFC 9420 sections 12.4.3 and 12.4.3.1), broken by a committer: the genuine Welcome is opened,
/// changed, signed and sealed again.
/// </summary>
[TestFixture]
internal sealed class WelcomeRulesTests
{
    private Parties _parties = null!;
    private Party _newcomer = null!;
    private MlsKeyPackage _package = null!;
    private MlsWelcome _genuine = null!;
    private Suite _suite = null!;

    [SetUp]
    public void SetUp()
    {
        _parties = Parties.Of(3);
        _newcomer = Parties.Named(9);
        _package = _newcomer.KeyPackage();
        var bundle = _parties.Commit(1, new MlsCommitOptions { Add = [_package.Message], ForcePath = true });
        _genuine = MlsMessage.Decode(bundle.Welcome!.Value.Span).Welcome!;
        _suite = Suite.Of(_genuine.CipherSuite);
    }

    [TearDown]
    public void TearDown()
    {
        _package.Dispose();
        _newcomer.Dispose();
        _parties.Dispose();
    }

    [Test]
    public void What_is_sealed_again_without_a_change_is_accepted()
    {
        using var joined = Join(Forge());
        Assert.That(joined.EpochAuthenticator.ToArray(), Is.EqualTo(_parties[0].Group.EpochAuthenticator.ToArray()));
    }

    [Test]
    public void An_unknown_extension_of_the_GroupInfo_is_ignored() =>
        Join(Forge(i => i with { Extensions = [.. i.Extensions, new Extension(0xF00F, [1, 2, 3])] })).Dispose();

    [Test]
    public void Its_suite_is_the_key_package_s()
    {
        AssertRefused(MlsError.InvalidWelcome, MlsMessage.Encode(_genuine with { CipherSuite = 1 }));
        AssertRefused(MlsError.InvalidWelcome, Forge(i => i with { Context = i.Context with { CipherSuite = 1 } }));
    }

    [Test]
    public void It_names_the_key_package()
    {
        var entry = _genuine.Secrets[0];
        AssertRefused(MlsError.NotForThisKeyPackage, MlsMessage.Encode(_genuine with { Secrets = [entry with { NewMember = new byte[32] }] }));
        AssertRefused(MlsError.NotForThisKeyPackage, MlsMessage.Encode(_genuine with { Secrets = [] }));
    }

    [Test]
    public void A_member_that_is_there_signed_it()
    {
        AssertRefused(MlsError.InvalidWelcome, Forge(i => i with { Signer = 70 }));
        AssertRefused(MlsError.BadSignature, Forge(i => i with { Signer = 0 }));
        AssertRefused(MlsError.BadSignature, Forge(i => i, signer: _newcomer.Signer));
    }

    [Test]
    public void It_does_not_come_from_the_newcomer_itself() => AssertRefused(
        MlsError.InvalidWelcome, Forge(i => i with { Signer = OwnLeaf }, signer: _newcomer.Signer));

    [Test]
    public void Its_tree_hash_transcript_and_tag_are_the_group_s()
    {
        AssertRefused(MlsError.InvalidTree, Forge(i => i with { Context = i.Context with { TreeHash = new byte[32] } }));
        AssertRefused(MlsError.BadTag, Forge(i => i with { Context = i.Context with { ConfirmedTranscriptHash = new byte[32] } }));
        AssertRefused(MlsError.BadTag, Forge(i => i with { Context = i.Context with { Epoch = i.Context.Epoch + 1 } }));
        AssertRefused(MlsError.BadTag, Forge(i => i with { ConfirmationTag = new byte[32] }));
        AssertRefused(MlsError.BadTag, Forge(i => i with { ConfirmationTag = [] }));
    }

    [Test]
    public void An_epoch_that_cannot_be_counted_on_is_refused() =>
        AssertRefused(MlsError.InvalidWelcome, Forge(i => i with { Context = i.Context with { Epoch = ulong.MaxValue } }));

    [Test]
    public void No_extension_is_there_twice()
    {
        AssertRefused(MlsError.InvalidWelcome, Forge(i => i with { Extensions = [.. i.Extensions, i.Extensions[0]] }));
        var twice = new Extension(ExtensionType.LastResort, []);
        AssertRefused(MlsError.InvalidWelcome, Forge(i => i with { Context = i.Context with { Extensions = [twice, twice] } }));
    }

    [Test]
    public void The_newcomer_supports_the_group_s_extensions() => AssertRefused(
        MlsError.InvalidLeafNode, Forge(i => i with { Context = i.Context with { Extensions = [new Extension(0xF00F, [])] } }));

    [Test]
    public void The_newcomer_s_leaf_is_in_the_tree()
    {
        using var other = _newcomer.KeyPackage();
        AssertRefused(MlsError.InvalidWelcome, Forge(to: other), other);
    }

    [Test]
    public void The_path_secret_gives_the_keys_of_the_tree()
    {
        AssertRefused(MlsError.InvalidCommit, Forge(secrets: s => s with { PathSecret = new byte[Suite.HashBytes] }));
        AssertRefused(MlsError.InvalidWelcome, Forge(secrets: s => s with { PathSecret = s.PathSecret![..31] }));
    }

    [Test]
    public void The_joiner_secret_is_the_one_that_the_GroupInfo_is_sealed_under()
    {
        AssertRefused(MlsError.InvalidWelcome, Forge(secrets: s => s with { JoinerSecret = s.JoinerSecret[..31] }));
        AssertRefused(MlsError.DecryptionFailed, Forge(secrets: s => s with { JoinerSecret = new byte[Suite.HashBytes] }));
    }

    [Test]
    public void Pre_shared_keys_are_ones_that_the_newcomer_has()
    {
        AssertRefused(MlsError.UnknownPreSharedKey, Forge(secrets: s => s with { PreSharedKeys = [Psk(PreSharedKeyId.External, 0)] }));
        AssertRefused(
            MlsError.UnknownPreSharedKey, Forge(secrets: s => s with { PreSharedKeys = [Psk(PreSharedKeyId.Resumption, PreSharedKeyId.Application)] }));
    }

    [TestCase((byte)2)]
    [TestCase((byte)3)]
    public void A_group_that_continues_another_is_not_joined(byte usage) => AssertRefused(
        MlsError.Unsupported, Forge(secrets: s => s with { PreSharedKeys = [Psk(PreSharedKeyId.Resumption, usage)] }));

    private uint OwnLeaf => (uint)_parties[0].Group.Members.Single(m => m.Identity.Identity.Span.SequenceEqual("device 9"u8)).LeafIndex;

    private static PreSharedKeyId Psk(byte type, byte usage) => new(type, [1], usage, 0, new byte[Suite.HashBytes]);

    private byte[] Forge(
        Func<GroupInfo, GroupInfo>? info = null, Func<GroupSecrets, GroupSecrets>? secrets = null, MlsSigner? signer = null, MlsKeyPackage? to = null)
    {
        var opened = WelcomeJoin.OpenSecrets(_suite, _genuine, _package.Reference.Span, _package.InitKey);
        using var joiner = new Secret(opened.JoinerSecret);
        using var psk = new Secret(Suite.HashBytes);
        var genuine = WelcomeJoin.OpenInfo(_suite, _genuine, joiner, psk);
        using var welcome = JoinerSecret.Welcome(joiner, psk);
        byte[] key = new byte[_suite.KeyBytes], nonce = new byte[Suite.NonceBytes];
        WelcomeKey.Derive(welcome, key, nonce);
        var changed = (info ?? (i => i))(genuine).Sign(signer ?? _parties[1].Signer);
        var sealedInfo = _suite.Seal(key, nonce, [], TlsWriter.Encode(changed));
        var recipient = to ?? _package;
        var sealedSecrets = Hpke.EncryptWithLabel(
            _suite, recipient.Package.InitKey, "Welcome", sealedInfo, TlsWriter.Encode((secrets ?? (s => s))(opened)));
        return MlsMessage.Encode(new MlsWelcome(_suite.Number, [new EncryptedGroupSecrets(recipient.Reference.ToArray(), sealedSecrets)], sealedInfo));
    }

    private MlsGroup Join(byte[] welcome, MlsKeyPackage? package = null) =>
        MlsGroup.Join(_newcomer.Device, package ?? _package, welcome, [], new RecordStore());

    private void AssertRefused(MlsError error, byte[] welcome, MlsKeyPackage? package = null)
    {
        var refused = Assert.Throws<MlsException>(() => Join(welcome, package));
        Assert.That(refused!.Error, Is.EqualTo(error), refused.Message);
    }
}
