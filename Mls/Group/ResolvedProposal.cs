using FastChat.Mls.Messages;

namespace FastChat.Mls.Group;

/// <summary>A proposal of a commit with whoever proposed it: the committer, or the sender of the message that is referred to. RFC 9420, section 12.4.</summary>
internal sealed record ResolvedProposal(Proposal Proposal, Sender Sender, byte[]? Reference)
{
    public ProposalOrRef ToWire() => Reference is null ? new ProposalOrRef(Proposal, null) : new ProposalOrRef(null, Reference);
}
