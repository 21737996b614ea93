using FastChat.Mls.Codec;
using FastChat.Mls.Crypto;
using FastChat.Mls.Framing;
using FastChat.Mls.Group;
using FastChat.Mls.Messages;

namespace FastChat.Mls;

/// <summary>
/// A group as a delivery service sees it, without any secret: who is a member, and whether a commit is one that members would accept as far as
/// that shows (signature, epoch, every rule for proposals, leaves, path and tree; not the tags, which need secrets). Immutable, but for
/// the proposals that <see cref="Observe"/> remembers. Not thread-safe.
/// </summary>
public sealed class MlsPublicGroup
{
    private const byte Version = 1;
    private readonly PublicState _state;
    private readonly Validation _validation;
    private readonly ProposalCache _proposals = new();

    private MlsPublicGroup(PublicState state, Validation validation) => (_state, _validation) = (state, validation);

    /// <summary>The group's id.</summary>
    public ReadOnlyMemory<byte> GroupId => _state.Context.GroupId;

    /// <summary>The epoch.</summary>
    public long Epoch => (long)_state.Context.Epoch;

    /// <summary>The members by leaf.</summary>
    public IReadOnlyList<MlsMember> Members => [.. _state.Tree.Members.Select(m => new MlsMember((int)m.Index, MlsIdentity.Of(m.Leaf)))];

    /// <summary>
    /// Starts from a signed GroupInfo and its tree (given when it is not inside), validated as a newcomer would. Lifetimes are limited by
    /// <see cref="MlsLimits.LifetimeDaysMax"/>.
    /// </summary>
    public static MlsPublicGroup FromGroupInfo(
        ReadOnlySpan<byte> groupInfo, ReadOnlySpan<byte> ratchetTree, IMlsAuthenticationService authentication, TimeProvider clock)
    {
        var info = MlsMessage.Decode(groupInfo).GroupInfo ?? throw new MlsException(MlsError.InvalidWelcome, "the message is no GroupInfo");
        var validation = ValidationOf(authentication, clock);
        return new MlsPublicGroup(new Invitation(info, ratchetTree, validation).State, validation);
    }

    /// <summary>Reads what <see cref="Export"/> gave.</summary>
    public static MlsPublicGroup Import(ReadOnlySpan<byte> bytes, IMlsAuthenticationService authentication, TimeProvider clock)
    {
        var reader = new TlsReader(bytes);
        if (reader.U8() is var version && version != Version)
            throw new MlsException(MlsError.BadState, $"public group version {version}");
        var state = PublicState.Read(ref reader);
        reader.End();
        return new MlsPublicGroup(state, ValidationOf(authentication, clock));
    }

    /// <summary>Validates a key package for groups of its suite (RFC 9420 section 10.1), that it is valid now included.</summary>
    public static MlsKeyPackageSummary ReadKeyPackage(ReadOnlySpan<byte> keyPackage, IMlsAuthenticationService authentication, TimeProvider clock)
    {
        var package = MemberCommit.KeyPackageOf(keyPackage);
        var suite = Suite.Of(package.CipherSuite);
        var rules = new LeafRules(suite, [], ValidationOf(authentication, clock));
        KeyPackageRules.Check(package, suite, rules);
        rules.CheckLifetimeNow(package.Leaf);
        rules.CheckIdentity(package.Leaf);
        var seconds = package.Leaf.Lifetime!.NotAfter;
        var notAfter = seconds > (ulong)DateTimeOffset.MaxValue.ToUnixTimeSeconds() ? DateTimeOffset.MaxValue : DateTimeOffset.FromUnixTimeSeconds((long)seconds);
        return new MlsKeyPackageSummary(package.Reference(), suite.Name, MlsIdentity.Of(package.Leaf), notAfter, package.IsLastResort);
    }

    /// <summary>The public state as bytes; nothing in it is secret. Observed proposals are not part of it.</summary>
    public byte[] Export()
    {
        using var writer = new TlsWriter(1024);
        writer.U8(Version);
        _state.Write(writer);
        return writer.ToArray();
    }

    /// <summary>The ratchet tree, for newcomers (RFC 9420 section 12.4.3.3).</summary>
    public byte[] ExportRatchetTree() => TlsWriter.Encode(_state.Tree);

    /// <summary>
    /// Remembers a public proposal of this epoch, so that a commit may refer to it. Its signature is checked, and a newcomer's own Add must
    /// be valid.
    /// </summary>
    public void Observe(ReadOnlySpan<byte> proposal)
    {
        var message = ReadPublic(proposal);
        if (message.Content.Proposal is null)
            throw new MlsException(MlsError.InvalidProposal, "the message is no proposal");
        ReceivedProposal.Check(_state, message.Authenticated, _validation);
        _proposals.Add(message.Authenticated);
    }

    /// <summary>Checks a commit and gives what it does, and the group after it.</summary>
    public (MlsCommitSummary Summary, MlsPublicGroup Next) Apply(ReadOnlySpan<byte> commit)
    {
        var message = ReadPublic(commit);
        if (message.Content.Commit is not { } content)
            throw new MlsException(MlsError.InvalidCommit, "the message is no commit");
        var staged = new StagedCommit(_state, message.Authenticated, _proposals, _validation);
        var summary = new MlsCommitSummary(
            GroupId,
            Epoch,
            new MlsMember((int)staged.Committer, MlsIdentity.Of(staged.Next.Tree.Leaf(staged.Committer)!)),
            message.Content.Sender.Type == SenderType.NewMemberCommit,
            content.Path is not null,
            [.. staged.Applied.Added.Select(a => new MlsAddedClient(new MlsMember((int)a.Leaf, MlsIdentity.Of(a.Package.Leaf)), a.Package.Reference()))],
            [.. staged.Applied.Removed.Select(r => new MlsMember((int)r.Leaf, MlsIdentity.Of(r.Node)))]);
        return (summary, new MlsPublicGroup(staged.Next, _validation));
    }

    /// <summary>Whether a GroupInfo describes this epoch: what a committer uploads must fit the commit (tree hash, transcript, signature).</summary>
    public bool Matches(ReadOnlySpan<byte> groupInfo)
    {
        var info = MlsMessage.Decode(groupInfo).GroupInfo ?? throw new MlsException(MlsError.InvalidWelcome, "the message is no GroupInfo");
        return TlsWriter.Encode(info.Context).AsSpan().SequenceEqual(_state.ContextBytes)
            && Schedule.TranscriptHash.Interim(info.Context.ConfirmedTranscriptHash, info.ConfirmationTag).AsSpan().SequenceEqual(_state.InterimTranscriptHash)
            && _state.Tree.Leaf(info.Signer) is { } signer
            && info.Verify(signer.SignatureKey);
    }

    private PublicMessage ReadPublic(ReadOnlySpan<byte> bytes)
    {
        var message = MlsMessage.Decode(bytes).Public ?? throw new MlsException(MlsError.Unsupported, "not a PublicMessage");
        PublicFraming.CheckForm(message);
        if (!message.Content.GroupId.AsSpan().SequenceEqual(_state.Context.GroupId))
            throw new MlsException(MlsError.WrongGroup, "the message belongs to another group");
        if (message.Content.Epoch != _state.Context.Epoch)
        {
            throw new MlsException(
                message.Content.Epoch < _state.Context.Epoch ? MlsError.PastEpoch : MlsError.FutureEpoch,
                $"the message is of epoch {message.Content.Epoch}, and {Epoch} is the current one");
        }

        return message;
    }

    private static Validation ValidationOf(IMlsAuthenticationService authentication, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(authentication);
        ArgumentNullException.ThrowIfNull(clock);
        return new Validation(authentication, clock, TimeSpan.FromDays(MlsLimits.LifetimeDaysMax));
    }
}
