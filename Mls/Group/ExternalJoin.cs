using FastChat.Mls.Crypto;
using FastChat.Mls.Messages;
using FastChat.Mls.Tree;

namespace FastChat.Mls.Group;

/// <summary>Joining by one's own commit (RFC 9420 section 12.4.3.2), in place of an older self if need be.</summary>
internal static class ExternalJoin
{
    public static (MlsEpoch Epoch, byte[] Commit) Join(
        MlsDevice device, ReadOnlySpan<byte> groupInfo, ReadOnlySpan<byte> ratchetTree, int? replacedLeaf, ReadOnlyMemory<byte> authenticatedData)
    {
        var info = MlsMessage.Decode(groupInfo).GroupInfo ?? throw new MlsException(MlsError.InvalidWelcome, "the message is no GroupInfo");
        var invitation = new Invitation(info, ratchetTree, device.Validation);
        var state = invitation.State;
        var init = Hpke.ExternalInit(state.Suite, invitation.ExternalKey(), out var kemOutput);
        var sender = new Sender(SenderType.NewMemberCommit, 0);
        var list = new List<ResolvedProposal> { new(new Proposal.ExternalInit(kemOutput), sender, null) };
        if (replacedLeaf is { } old)
            list.Add(new ResolvedProposal(new Proposal.Remove((uint)old), sender, null));

        var leaf = device.NewLeaf([]);
        var applied = new AppliedProposals(state, list);
        new ProposalRules(state, applied.Extensions, device.Validation).CheckExternalList(list, leaf);
        var keys = new TreePrivateKeys(applied.Tree.ReserveLeaf());
        var author = new CommitAuthor(
            sender, WireFormat.PublicMessage, authenticatedData.ToArray(), pair => leaf with { EncryptionKey = pair.PublicKey });
        using var built = new BuiltCommit(
            state, device, applied, list, author, keys, init, new Secret(Suite.HashBytes), withPath: true);
        return (built.Next, MlsMessage.Encode(new PublicMessage(built.Content, built.Auth, null)));
    }
}
