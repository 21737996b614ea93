using FastChat.Mls;
using FastChat.Mls.Messages;
using FastChat.Tests.Mls.Support;

namespace FastChat.Tests.Mls.Rules;

/// <summary>Each rule of RFC 9420 sections 7.3 and 10.1, broken by a key package that is signed all the same.</summary>
[TestFixture]
internal sealed class LeafRulesTests
{
    private static readonly TestCaseData[] Leaves =
    [
        LeafCase("a credential type that it does not list", l => l with { Capabilities = l.Capabilities with { Credentials = [] } }),
        LeafCase("a certificate, which nobody here accepts", l => l with { Credential = new Credential(Credential.X509, [], [[1]]) }),
        LeafCase("no support for the version", l => l with { Capabilities = l.Capabilities with { Versions = [] } }),
        LeafCase("no support for the suite", l => l with { Capabilities = l.Capabilities with { CipherSuites = [1] } }),
        LeafCase("an extension that it does not list", l => l with { Extensions = [new Extension(0xF00F, [])] }),
        LeafCase("an extension twice", l => l with { Extensions = [new Extension(1, []), new Extension(1, [])] }),
        LeafCase("a lifetime that is too long", l => l with { Lifetime = new Lifetime(0, ulong.MaxValue) }),
        LeafCase("a lifetime that ends before it begins", l => l with { Lifetime = new Lifetime(100, 99) }),
        LeafCase("a short encryption key", l => l with { EncryptionKey = l.EncryptionKey[..31] }),
        LeafCase("an encryption key of zeros", l => l with { EncryptionKey = new byte[32] }),
        LeafCase("a short signature key", l => l with { SignatureKey = l.SignatureKey[..31] }),
        LeafCase("a lack of what the group requires", l => l with { Capabilities = l.Capabilities with { Extensions = [] } }),
    ];

    private static readonly TestCaseData[] Packages =
    [
        PackageCase("another version", p => p with { Version = 2 }),
        PackageCase("another suite", p => p with { CipherSuite = 1 }),
        PackageCase("an init key that is the leaf's", p => p with { InitKey = p.Leaf.EncryptionKey }),
        PackageCase("an init key of zeros", p => p with { InitKey = new byte[32] }),
        PackageCase("a short init key", p => p with { InitKey = [1] }),
        PackageCase("an extension that its leaf does not list", p => p with { Extensions = [new Extension(0xF00F, [])] }),
        PackageCase("an extension twice", p => p with { Extensions = [new Extension(10, []), new Extension(10, [])] }),
    ];

    [TestCaseSource(nameof(Leaves))]
    public void A_leaf_is_refused_that_has(Func<LeafNode, LeafNode> change) => AssertRefused(
        MlsError.InvalidLeafNode, (package, signer) => package with { Leaf = change(package.Leaf).Sign(signer, [], 0) });

    [TestCaseSource(nameof(Packages))]
    public void A_key_package_is_refused_that_has(Func<KeyPackage, KeyPackage> change) =>
        AssertRefused(MlsError.InvalidKeyPackage, (package, _) => change(package));

    [Test]
    public void A_key_package_is_refused_whose_leaf_was_made_for_a_group() => AssertRefused(MlsError.InvalidKeyPackage, (package, signer) =>
        package with { Leaf = (package.Leaf with { Source = LeafNodeSource.Update, Lifetime = null }).Sign(signer, [], 0) });

    [Test]
    public void A_key_package_is_refused_whose_leaf_another_signed()
    {
        using var other = MlsSigner.Create();
        AssertRefused(MlsError.BadSignature, (package, _) => package with { Leaf = package.Leaf.Sign(other, [], 0) });
    }

    [Test]
    public void A_key_package_is_refused_that_another_signed()
    {
        using var parties = Group();
        using var newcomer = Parties.Named(9);
        using var other = MlsSigner.Create();
        var package = MlsMessage.Decode(newcomer.KeyPackage().Message.Span).KeyPackage!.Sign(other);
        AssertBothRefuse(parties, MlsError.BadSignature, package);
    }

    [Test]
    public void A_key_package_is_refused_whose_credential_is()
    {
        using var parties = Group();
        using var newcomer = Parties.Named(9);
        foreach (var party in parties.All)
        {
            party.Authentication.AcceptsIdentity = identity => !identity.Identity.Span.SequenceEqual("device 9"u8);
        }

        AssertBothRefuse(parties, MlsError.CredentialRefused, MlsMessage.Decode(newcomer.KeyPackage().Message.Span).KeyPackage!);
    }

    [Test]
    public void A_key_package_is_refused_whose_keys_are_another_member_s()
    {
        using var parties = Group();
        var taken = parties[1].Group.State.Epoch.State.Tree.Leaf(1)!;
        using var newcomer = Parties.Named(9);
        var package = MlsMessage.Decode(newcomer.KeyPackage().Message.Span).KeyPackage!;
        package = (package with { Leaf = (package.Leaf with { EncryptionKey = taken.EncryptionKey }).Sign(newcomer.Signer, [], 0) }).Sign(newcomer.Signer);
        AssertBothRefuse(parties, MlsError.InvalidLeafNode, package);

        // The signature key too: a member under another name.
        using var twin = new MlsKeyPackageOf(parties[1].Signer, "a twin");
        AssertBothRefuse(parties, MlsError.InvalidProposal, twin.Package);
    }

    [Test]
    public void A_key_package_that_has_expired_is_not_committed_but_one_that_was_is_followed()
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        using var creator = new Party("creator", clock: clock);
        using var member = new Party("member", clock: clock);
        using var newcomer = new Party("newcomer", clock: clock);
        creator.Create();
        var package = member.KeyPackage();
        member.Join(package, Committed(creator, creator.Group.Commit(new MlsCommitOptions { Add = [package.Message] })));
        var old = newcomer.KeyPackage();
        var commit = creator.Group.Commit(new MlsCommitOptions { Add = [old.Message] });
        clock.Advance(TimeSpan.FromDays(400));
        member.Group.Process(commit.Commit.Span);
        Assert.That(member.Group.Members, Has.Count.EqualTo(3));
        var refused = Assert.Throws<MlsException>(() => member.Group.Commit(new MlsCommitOptions { Add = [old.Message] }));
        Assert.That(refused!.Error, Is.EqualTo(MlsError.InvalidProposal).Or.EqualTo(MlsError.InvalidLeafNode));
        creator.Group.DiscardPendingCommit();
        refused = Assert.Throws<MlsException>(() => creator.Group.Commit(new MlsCommitOptions { Add = [old.Message] }));
        Assert.That(refused!.Error, Is.EqualTo(MlsError.InvalidLeafNode));
    }

    private static MlsCommitBundle Committed(Party party, MlsCommitBundle bundle)
    {
        party.Group.Process(bundle.Commit.Span);
        return bundle;
    }

    private static Parties Group()
    {
        var parties = Parties.Of(2);
        parties.Commit(0, new MlsCommitOptions { Extensions = [MlsExtension.RequiredCapabilities([ExtensionType.LastResort], [])] });
        return parties;
    }

    /// <summary>The key package is signed after the change: only the rule can refuse it.</summary>
    private static void AssertRefused(MlsError error, Func<KeyPackage, MlsSigner, KeyPackage> change)
    {
        using var parties = Group();
        using var newcomer = Parties.Named(9);
        var package = MlsMessage.Decode(newcomer.KeyPackage().Message.Span).KeyPackage!;
        AssertBothRefuse(parties, error, change(package, newcomer.Signer).Sign(newcomer.Signer));
    }

    /// <summary>Neither does a member commit it, nor does a member take the commit of one who did.</summary>
    private static void AssertBothRefuse(Parties parties, MlsError error, KeyPackage package)
    {
        var committing = Assert.Throws<MlsException>(() => parties[0].Group.Commit(new MlsCommitOptions { Add = [MlsMessage.Encode(package)] }));
        Assert.That(committing!.Error, Is.EqualTo(error), committing.Message);
        var receiving = Assert.Throws<MlsException>(() => parties[1].Group.Process(Rogue.Commit(parties[0], new Proposal.Add(package))));
        Assert.That(receiving!.Error, Is.EqualTo(error), receiving.Message);
        parties.Commit(0);
    }

    private static TestCaseData LeafCase(string name, Func<LeafNode, LeafNode> change) => new TestCaseData(change).SetArgDisplayNames(name);

    private static TestCaseData PackageCase(string name, Func<KeyPackage, KeyPackage> change) => new TestCaseData(change).SetArgDisplayNames(name);

    /// <summary>A key package of another identity with this signer.</summary>
    private sealed class MlsKeyPackageOf(MlsSigner signer, string identity) : IDisposable
    {
        private readonly MlsKeyPackage _package =
            new MlsDevice(signer, System.Text.Encoding.UTF8.GetBytes(identity), new TestAuthentication()).CreateKeyPackage();

        public KeyPackage Package => MlsMessage.Decode(_package.Message.Span).KeyPackage!;

        public void Dispose() => _package.Dispose();
    }
}
