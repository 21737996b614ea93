using FastChat.Mls.Codec;
using FastChat.Mls.Crypto;
using FastChat.Mls.Framing;
using FastChat.Mls.Group;
using FastChat.Mls.Messages;

namespace FastChat.Mls;

/// <summary>
/// One device's membership in one group (RFC 9420). The group changes in place, and every change goes to its store before what
/// depends on it is given out. Bad input throws <see cref="MlsException"/> and changes nothing. Calls from several threads take turns, so that
/// no generation is given to two messages; the store is called in the caller's turn.
/// </summary>
public sealed class MlsGroup : IDisposable
{
    private readonly Lock _turn = new();
    private readonly GroupState _state;

    private MlsGroup(MlsDevice device, IMlsStateStore store, MlsGroupOptions? options, StoredGroup stored) =>
        _state = new GroupState(device, store, options ?? new MlsGroupOptions(), stored);

    /// <summary>The group's id.</summary>
    public ReadOnlyMemory<byte> GroupId => _state.Epoch.State.Context.GroupId;

    /// <summary>The current epoch.</summary>
    public long Epoch => (long)_state.Epoch.Number;

    /// <summary>The cipher suite, the same for the group's whole life.</summary>
    public MlsCipherSuite CipherSuite => _state.Epoch.State.Suite.Name;

    /// <summary>This device's leaf in the current epoch.</summary>
    public int OwnLeaf => (int)_state.Epoch.OwnLeaf;

    /// <summary>The members of the current epoch by leaf.</summary>
    public IReadOnlyList<MlsMember> Members =>
        [.. _state.Epoch.State.Tree.Members.Select(m => new MlsMember((int)m.Index, MlsIdentity.Of(m.Leaf)))];

    /// <summary>The GroupContext extensions of the current epoch.</summary>
    public IReadOnlyList<MlsExtension> Extensions => [.. _state.Epoch.State.Context.Extensions.Select(e => new MlsExtension(e.Type, e.Data))];

    /// <summary>
    /// Whether this device was removed, or the group was closed: only messages can be read that were sent before. When none of those is
    /// expected any more, dispose of the group and delete its records.
    /// </summary>
    public bool HasEnded => _state.HasEnded;

    /// <summary>Whether valid proposals wait for a commit: until then, application data may not be sent (RFC 9420 section 12.4).</summary>
    public bool HasProposals
    {
        get
        {
            using var turn = _turn.EnterScope();
            return _state.HasValidProposals;
        }
    }

    /// <summary>The commit of this device that is not decided yet; null when there is none.</summary>
    public MlsCommitBundle? PendingCommit => _state.Pending?.Bundle;

    /// <summary>A value that all members of the epoch share, for comparing views (RFC 9420 section 8.7).</summary>
    public ReadOnlyMemory<byte> EpochAuthenticator
    {
        get
        {
            using var turn = _turn.EnterScope();
            RequireActive();
            return _state.Epoch.Secrets.Authenticator.Span.ToArray();
        }
    }

    /// <summary>Creates a group with this device as its only member (RFC 9420 section 11). Ids must be unique: random, or the application's.</summary>
    public static MlsGroup Create(MlsDevice device, ReadOnlySpan<byte> groupId, IMlsStateStore store, MlsGroupOptions? options = null,
        MlsCipherSuite suite = MlsCipherSuite.X25519ChaCha20Poly1305Sha256Ed25519, IEnumerable<MlsExtension>? extensions = null)
    {
        ArgumentNullException.ThrowIfNull(device);
        return Begin(device, store, options, GroupCreation.Create(device, Suite.Of(suite), groupId.ToArray(), MlsExtension.ToWire(extensions ?? [])));
    }

    /// <summary>
    /// Joins by a Welcome (RFC 9420 section 12.4.3.1), with the ratchet tree given if the Welcome does not hold it. Erase the key package
    /// when the group is stored, unless it is one of last resort. That no other group has this id is the caller's to check.
    /// </summary>
    public static MlsGroup Join(MlsDevice device, MlsKeyPackage keyPackage, ReadOnlySpan<byte> welcome, ReadOnlySpan<byte> ratchetTree,
        IMlsStateStore store, MlsGroupOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(keyPackage);
        return Begin(device, store, options, WelcomeJoin.Join(device, keyPackage, welcome, ratchetTree));
    }

    /// <summary>
    /// Joins by an external commit (RFC 9420 section 12.4.3.2), taking the place of an older self when its leaf is given. The group is as if the
    /// commit had been accepted: if the delivery service refuses it, drop the group and its records, and join again.
    /// </summary>
    public static (MlsGroup Group, ReadOnlyMemory<byte> Commit) JoinExternally(MlsDevice device, ReadOnlySpan<byte> groupInfo,
        ReadOnlySpan<byte> ratchetTree, IMlsStateStore store, MlsGroupOptions? options = null, int? replacedLeaf = null,
        ReadOnlyMemory<byte> authenticatedData = default)
    {
        ArgumentNullException.ThrowIfNull(device);
        var (epoch, commit) = ExternalJoin.Join(device, groupInfo, ratchetTree, replacedLeaf, authenticatedData);
        return (Begin(device, store, options, epoch, commit), commit);
    }

    /// <summary>Goes on with a stored group: all its records, as the store last got them, in any order.</summary>
    public static MlsGroup Load(MlsDevice device, IEnumerable<MlsStateChange> records, IMlsStateStore store, MlsGroupOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(device);
        return new MlsGroup(device, store, options, StoredGroup.Read(records));
    }

    /// <summary>
    /// Encrypts application data (RFC 9420 section 15) and signs it with what travels beside it in clear. The key is used up even when
    /// the message is never sent. Refused while proposals wait for a commit.
    /// </summary>
    public byte[] Encrypt(ReadOnlySpan<byte> data, ReadOnlySpan<byte> authenticatedData = default)
    {
        using var turn = _turn.EnterScope();
        RequireActive();
        if (HasProposals)
            throw new MlsException(MlsError.WrongState, "proposals wait for a commit: commit before sending");
        var padding = _state.Options.PaddingBytes is var unit and > 1 ? (unit - data.Length % unit) % unit : 0;
        var content = Content(authenticatedData) with { Application = data.ToArray() };
        return Release(Seal(content, padding));
    }

    /// <summary>
    /// Processes a message of the group: application data, a proposal or a commit. This device's own pending commit is applied when it
    /// comes; another's discards it.
    /// </summary>
    public MlsReceived Process(ReadOnlySpan<byte> message)
    {
        using var turn = _turn.EnterScope();
        var received = new MessageReceiver(_state).Process(message);
        _state.Save();
        return received;
    }

    /// <summary>
    /// Creates a commit, which stays pending: the group has not moved. An older pending commit must be decided first. For the
    /// default, only keys are renewed.
    /// </summary>
    public MlsCommitBundle Commit(MlsCommitOptions? options = null)
    {
        using var turn = _turn.EnterScope();
        RequireActive();
        if (_state.Pending is not null)
            throw new MlsException(MlsError.WrongState, "a commit is pending already: apply or discard it");
        _state.SetPending(MemberCommit.Create(_state, options ?? new MlsCommitOptions()));
        var bundle = _state.Pending!.Bundle;
        _state.Save(bundle.Commit);
        return bundle;
    }

    /// <summary>The delivery service accepted the pending commit: the group is in its epoch now.</summary>
    public MlsReceived ApplyPendingCommit()
    {
        using var turn = _turn.EnterScope();
        var received = new MessageReceiver(_state).ApplyPending();
        _state.Save();
        return received;
    }

    /// <summary>The delivery service took another commit: process that one, and commit again.</summary>
    public void DiscardPendingCommit()
    {
        using var turn = _turn.EnterScope();
        _state.SetPending(null);
        _state.Save();
    }

    /// <summary>Proposes to add a client by its key package.</summary>
    public byte[] ProposeAdd(ReadOnlySpan<byte> keyPackage, bool encrypted = false)
    {
        using var turn = _turn.EnterScope();
        var package = MemberCommit.KeyPackageOf(keyPackage);
        new LeafRules(_state.Epoch.State.Suite, _state.Epoch.State.Context.Extensions, _state.Device.Validation).CheckLifetimeNow(package.Leaf);
        return Propose(new Proposal.Add(package), encrypted);
    }

    /// <summary>Proposes to remove a member.</summary>
    public byte[] ProposeRemove(int leafIndex, bool encrypted = false) => Propose(new Proposal.Remove((uint)leafIndex), encrypted);

    /// <summary>Proposes new GroupContext extensions, replacing all there are.</summary>
    public byte[] ProposeExtensions(IEnumerable<MlsExtension> extensions, bool encrypted = false) =>
        Propose(new Proposal.GroupContextExtensions(MlsExtension.ToWire(extensions)), encrypted);

    /// <summary>Proposes to mix in an external pre-shared key that all members have under this id.</summary>
    public byte[] ProposePreSharedKey(ReadOnlySpan<byte> id, bool encrypted = false) => Propose(MemberCommit.ExternalPsk(id), encrypted);

    /// <summary>Proposes to renew this device's leaf key; it takes effect when another member commits it.</summary>
    public byte[] ProposeUpdate(bool encrypted = false)
    {
        using var turn = _turn.EnterScope();
        RequireActive();
        var epoch = _state.Epoch;
        var pair = KemKeyPair.Generate();
        var leaf = (epoch.State.Tree.Leaf(epoch.OwnLeaf)! with
        {
            EncryptionKey = pair.PublicKey,
            Capabilities = OwnCapabilities.With(_state.Device.ExtensionTypes),
            Source = LeafNodeSource.Update,
            Lifetime = null,
            ParentHash = [],
        }).Sign(_state.Device.Signer, epoch.State.Context.GroupId, epoch.OwnLeaf);
        return Propose(new Proposal.Update(leaf), encrypted, pair.PrivateKey);
    }

    /// <summary>A secret for use outside of MLS, bound to this epoch (RFC 9420 section 8.5).</summary>
    public byte[] ExportSecret(string label, ReadOnlySpan<byte> context, int bytes)
    {
        using var turn = _turn.EnterScope();
        RequireActive();
        return _state.Epoch.Secrets.Export(label, context, bytes);
    }

    /// <summary>A signed GroupInfo of the current epoch, with which others can join externally (RFC 9420 section 12.4.3).</summary>
    public byte[] ExportGroupInfo(bool withTree = true)
    {
        using var turn = _turn.EnterScope();
        RequireActive();
        return MlsMessage.Encode(_state.Epoch.GroupInfo(_state.Device.Signer, withTree, withExternalKey: true));
    }

    /// <summary>The public ratchet tree, for newcomers whose Welcome or GroupInfo does not hold it (RFC 9420 section 12.4.3.3).</summary>
    public byte[] ExportRatchetTree() => TlsWriter.Encode(_state.Epoch.State.Tree);

    /// <summary>
    /// What reads this group's messages later on another device: of every sender and epoch since <see cref="MlsGroupOptions.KeepHistory"/>
    /// was set and that has not been forgotten. The caller disposes of it.
    /// </summary>
    public MlsHistoryKeyring ExportHistory()
    {
        using var turn = _turn.EnterScope();
        var copy = new MlsHistoryKeyring([]);
        copy.Take(_state.History);
        return copy;
    }

    /// <summary>Erases the kept history of all epochs up to this one, once it is sealed elsewhere. Do not forget an epoch that may still bring new senders.</summary>
    public void ForgetHistory(long lastEpoch)
    {
        using var turn = _turn.EnterScope();
        _state.ForgetHistory((ulong)lastEpoch);
        _state.Save();
    }

    /// <summary>Erases the secrets in memory. The records are the store's.</summary>
    public void Dispose()
    {
        using var turn = _turn.EnterScope();
        _state.Dispose();
    }

    internal GroupState State => _state;

    private static MlsGroup Begin(MlsDevice device, IMlsStateStore store, MlsGroupOptions? options, MlsEpoch epoch, byte[]? outgoing = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        var group = new MlsGroup(device, store, options, StoredGroup.Begin(epoch));
        group._state.MarkAll();
        group._state.Save(outgoing);
        return group;
    }

    private byte[] Propose(Proposal proposal, bool encrypted, Secret? updateKey = null)
    {
        using var turn = _turn.EnterScope();
        RequireActive();
        var epoch = _state.Epoch;
        if (proposal is not Proposal.Update)
        {
            var resolved = new ResolvedProposal(proposal, Sender.Member(epoch.OwnLeaf), null);
            var extensions = AppliedProposals.ExtensionsAfter(epoch.State, [resolved]);
            new ProposalRules(epoch.State, extensions, _state.Device.Validation).CheckOne(resolved, uint.MaxValue);
        }

        var content = Content([]) with { Proposal = proposal };
        var format = encrypted ? WireFormat.PrivateMessage : WireFormat.PublicMessage;
        var auth = new ContentAuth(ContentSignature.Sign(_state.Device.Signer, format, content, epoch.State.ContextBytes), null);
        _state.Proposals.Add(new AuthenticatedContent(format, content, auth), updateKey);
        _state.MarkProposals();
        return Release(encrypted ? Seal(content, auth, 0) : MlsMessage.Encode(
            PublicFraming.Protect(content, auth, epoch.Secrets.Membership, epoch.State.ContextBytes)));
    }

    private FramedContent Content(ReadOnlySpan<byte> authenticatedData) => new(
        _state.Epoch.State.Context.GroupId, _state.Epoch.Number, Sender.Member(_state.Epoch.OwnLeaf), authenticatedData.ToArray(), null, null, null);

    private byte[] Seal(FramedContent content, int paddingBytes)
    {
        var signature = ContentSignature.Sign(_state.Device.Signer, WireFormat.PrivateMessage, content, _state.Epoch.State.ContextBytes);
        return Seal(content, new ContentAuth(signature, null), paddingBytes);
    }

    private byte[] Seal(FramedContent content, ContentAuth auth, int paddingBytes)
    {
        var keys = _state.Epoch.Messages;
        var ratchet = keys.Ratchets.Of(_state.Epoch.OwnLeaf).For(content.ContentType);
        var message = PrivateFraming.Seal(keys.Suite, content, auth, ratchet, keys.SenderData, paddingBytes);
        _state.MarkRatchet(keys, _state.Epoch.OwnLeaf);
        return MlsMessage.Encode(message);
    }

    /// <summary>Nothing leaves before the state that it depends on is stored.</summary>
    private byte[] Release(byte[] message)
    {
        _state.Save(message);
        return message;
    }

    private void RequireActive()
    {
        if (_state.HasEnded)
            throw new MlsException(MlsError.GroupEnded, "the group has ended for this member");
    }
}
