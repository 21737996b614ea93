using System.Security.Cryptography;
using FastChat.Mls.Codec;
using FastChat.Mls.Crypto;
using FastChat.Mls.Framing;
using FastChat.Mls.Messages;

namespace FastChat.Mls.Group;

/// <summary>A member's commit: which proposals go into it, and what is sent (RFC 9420 section 12.4.1).</summary>
internal static class MemberCommit
{
    public static PendingCommit Create(GroupState group, MlsCommitOptions options)
    {
        var (epoch, device) = (group.Epoch, group.Device);
        var state = epoch.State;
        var list = Proposals(group, options);
        var extensions = AppliedProposals.ExtensionsAfter(state, list);
        new ProposalRules(state, extensions, device.Validation).CheckList(list, epoch.OwnLeaf);
        var rules = new LeafRules(state.Suite, extensions, device.Validation);
        foreach (var add in list.Select(p => p.Proposal).OfType<Proposal.Add>())
        {
            rules.CheckLifetimeNow(add.KeyPackage.Leaf);
        }

        var applied = new AppliedProposals(state, list);
        var psk = PreSharedKeyLookup.Combine(applied.PreSharedKeys, device, group);
        var keys = epoch.Keys.Copy();
        keys.RemoveBlank(applied.Tree);
        var own = state.Tree.Leaf(epoch.OwnLeaf)!;
        var author = new CommitAuthor(
            Sender.Member(epoch.OwnLeaf), options.Encrypted ? WireFormat.PrivateMessage : WireFormat.PublicMessage, options.AuthenticatedData.ToArray(),
            pair => own with { EncryptionKey = pair.PublicKey, Capabilities = OwnCapabilities.With(device.ExtensionTypes) });
        using var built = new BuiltCommit(
            state, device, applied, list, author, keys, epoch.Secrets.Init.Copy(), psk, applied.NeedsPath || options.ForcePath);
        var message = options.Encrypted ? Encrypt(group, built) : MlsMessage.Encode(
            PublicFraming.Protect(built.Content, built.Auth, epoch.Secrets.Membership, state.ContextBytes));
        var bundle = new MlsCommitBundle(
            (long)epoch.Number,
            message,
            built.Welcome(device.Signer, options.TreeInWelcome) is { } welcome ? MlsMessage.Encode(welcome) : (ReadOnlyMemory<byte>?)null,
            MlsMessage.Encode(built.Next.GroupInfo(device.Signer, options.TreeInGroupInfo, withExternalKey: true)),
            TlsWriter.Encode(built.Next.State.Tree));
        return new PendingCommit(
            built.Next, bundle, [.. applied.Added.Select(a => a.Leaf)], [.. applied.Removed.Select(r => r.Leaf)]);
    }

    private static byte[] Encrypt(GroupState group, BuiltCommit built)
    {
        var keys = group.Epoch.Messages;
        var ratchet = keys.Ratchets.Of(group.Epoch.OwnLeaf).Handshake;
        var message = PrivateFraming.Seal(keys.Suite, built.Content, built.Auth, ratchet, keys.SenderData, paddingBytes: 0);
        group.MarkRatchet(keys, group.Epoch.OwnLeaf);
        return MlsMessage.Encode(message);
    }

    /// <summary>The received proposals that can be committed, then what the options ask for.</summary>
    private static List<ResolvedProposal> Proposals(GroupState group, MlsCommitOptions options)
    {
        var own = Sender.Member(group.Epoch.OwnLeaf);
        var inline = new List<Proposal>();
        inline.AddRange(options.Remove.Select(leaf => new Proposal.Remove((uint)leaf)));
        inline.AddRange(options.Add.Select(package => new Proposal.Add(KeyPackageOf(package.Span))));
        if (options.Extensions is not null)
            inline.Add(new Proposal.GroupContextExtensions(MlsExtension.ToWire(options.Extensions)));
        inline.AddRange(options.PreSharedKeys.Select(id => ExternalPsk(id.Span)));
        var list = inline.ConvertAll(p => new ResolvedProposal(p, own, null));
        return options.IncludeReceivedProposals ? [.. new CommittableProposals(group, list).Choose(), .. list] : list;
    }

    public static Proposal ExternalPsk(ReadOnlySpan<byte> id) => new Proposal.PreSharedKey(
        new PreSharedKeyId(PreSharedKeyId.External, id.ToArray(), 0, 0, RandomNumberGenerator.GetBytes(Suite.HashBytes)));

    public static KeyPackage KeyPackageOf(ReadOnlySpan<byte> message) =>
        MlsMessage.Decode(message).KeyPackage ?? throw new MlsException(MlsError.InvalidKeyPackage, "the message is no key package");
}
