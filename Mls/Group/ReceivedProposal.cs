using FastChat.Mls.Framing;
using FastChat.Mls.Messages;

namespace FastChat.Mls.Group;

/// <summary>
/// What is checked before a proposal is kept (RFC 9420 sections 6.1, 12.1 and 12.1.8), by members and delivery service alike. A member's
/// must be signed by it; whether it is valid is decided by the commit, since that may change by what else is committed. A newcomer proposes
/// its own Add, and anybody could: that one must be valid, its identity accepted, at once.
/// </summary>
internal static class ReceivedProposal
{
    public static void Check(PublicState state, AuthenticatedContent message, Validation validation)
    {
        var (sender, proposal) = (message.Content.Sender, message.Content.Proposal!);
        var key = sender.Type switch
        {
            SenderType.Member => state.Tree.Leaf(sender.Index)?.SignatureKey ?? throw ProposalRules.Invalid("one comes from a blank leaf"),
            SenderType.NewMemberProposal when proposal is Proposal.Add add => add.KeyPackage.Leaf.SignatureKey,
            _ => throw new MlsException(MlsError.Unsupported, "external senders are not supported"),
        };
        ContentSignature.Verify(message, key, state.ContextBytes);
        if (sender.Type == SenderType.NewMemberProposal)
            new ProposalRules(state, state.Context.Extensions, validation).CheckOne(new ResolvedProposal(proposal, sender, null), committer: uint.MaxValue);
    }
}
