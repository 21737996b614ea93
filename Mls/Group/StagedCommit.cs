using FastChat.Mls.Codec;
using FastChat.Mls.Framing;
using FastChat.Mls.Messages;
using FastChat.Mls.Schedule;
using FastChat.Mls.Tree;

namespace FastChat.Mls.Group;

/// <summary>
/// A received commit, checked and applied as far as that goes without secrets (RFC 9420 section 12.4.2). Members go on from
/// here; a delivery service stops here.
/// </summary>
internal sealed class StagedCommit
{
    public StagedCommit(PublicState state, AuthenticatedContent message, ProposalCache cache, Validation validation)
    {
        var commit = message.Content.Commit!;
        var isExternal = message.Content.Sender.Type == SenderType.NewMemberCommit;
        ContentSignature.Verify(message, SignatureKey(state, message), state.ContextBytes);
        var list = Resolve(commit, message.Content.Sender, cache);
        var rules = new ProposalRules(state, AppliedProposals.ExtensionsAfter(state, list), validation);
        if (isExternal)
            rules.CheckExternalList(list, commit.Path!.Leaf);
        else
            rules.CheckList(list, message.Content.Sender.Index);

        Applied = new AppliedProposals(state, list);
        if (Applied.NeedsPath && commit.Path is null)
            throw new MlsException(MlsError.InvalidCommit, "a commit needs a path and has none");
        Committer = isExternal ? Applied.Tree.ReserveLeaf() : message.Content.Sender.Index;
        var leaves = new LeafRules(state.Suite, Applied.Extensions, validation);
        if (commit.Path is not null)
            Path = MergePath(state, commit.Path, leaves, isExternal);
        leaves.CheckTogether(Applied.Tree);

        var provisional = Applied.ProvisionalContext();
        ProvisionalContext = TlsWriter.Encode(provisional);
        var confirmed = TranscriptHash.Confirmed(state.InterimTranscriptHash, message.WireFormat, message.Content, message.Auth.Signature);
        ConfirmationTag = message.Auth.ConfirmationTag!;
        Next = new PublicState(
            provisional with { ConfirmedTranscriptHash = confirmed }, Applied.Tree, TranscriptHash.Interim(confirmed, ConfirmationTag));
    }

    public AppliedProposals Applied { get; }

    /// <summary>The committer's leaf in the new tree.</summary>
    public uint Committer { get; }

    public ReceivedPath? Path { get; }

    public byte[] ProvisionalContext { get; }

    public byte[] ConfirmationTag { get; }

    public PublicState Next { get; }

    private static byte[] SignatureKey(PublicState state, AuthenticatedContent message) => message.Content.Sender.Type switch
    {
        SenderType.Member => state.Tree.Leaf(message.Content.Sender.Index)?.SignatureKey
            ?? throw new MlsException(MlsError.InvalidCommit, "a commit comes from a blank leaf"),
        SenderType.NewMemberCommit => message.Content.Commit!.Path?.Leaf.SignatureKey
            ?? throw new MlsException(MlsError.InvalidCommit, "an external commit has no path"),
        var other => throw new MlsException(MlsError.InvalidCommit, $"a {other} sender cannot commit"),
    };

    private static List<ResolvedProposal> Resolve(MlsCommit commit, Sender committer, ProposalCache cache) =>
        [.. commit.Proposals.Select(p => p.Proposal is { } inline
            ? new ResolvedProposal(inline, committer, null)
            : committer.Type == SenderType.Member
                ? cache.Find(p.Reference!) ?? throw new MlsException(MlsError.UnknownProposal, "a commit refers to a proposal that never came")
                : throw new MlsException(MlsError.InvalidProposal, "an external commit refers to a proposal"))];

    private ReceivedPath MergePath(PublicState state, UpdatePath path, LeafRules leaves, bool isExternal)
    {
        if (path.Leaf.Source != LeafNodeSource.MlsCommit)
            throw new MlsException(MlsError.InvalidLeafNode, "a path's leaf was not made for a commit");
        leaves.Check(path.Leaf, state.Context.GroupId, Committer);
        if (isExternal)
            leaves.CheckIdentity(path.Leaf);
        else
            leaves.CheckSuccessor(state.Tree.Leaf(Committer)!, path.Leaf);
        return new ReceivedPath(Applied.Tree, Committer, path, Applied.NewLeaves);
    }
}
