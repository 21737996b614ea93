using FastChat.Mls.Crypto;
using FastChat.Mls.Messages;

namespace FastChat.Mls.Group;

/// <summary>
/// The rules for proposals alone (RFC 9420 section 12.1) and together (section 12.2). What a list does to the tree is
/// checked after it was applied.
/// </summary>
internal sealed class ProposalRules(PublicState state, Extension[] extensionsAfter, Validation validation)
{
    private readonly LeafRules _leaves = new(state.Suite, extensionsAfter, validation);

    /// <summary>A member's commit.</summary>
    public void CheckList(IReadOnlyList<ResolvedProposal> list, uint committer)
    {
        var together = new ProposalsTogether(state, validation);
        foreach (var proposal in ProposalsTogether.InOrder(list))
        {
            together.Take(proposal);
        }

        foreach (var proposal in list)
        {
            CheckOne(proposal, committer);
        }
    }

    /// <summary>A newcomer's commit.</summary>
    public void CheckExternalList(IReadOnlyList<ResolvedProposal> list, LeafNode joiner)
    {
        Require(list.All(p => p.Reference is null), "an external commit refers to a proposal");
        Require(list.Count(p => p.Proposal is Proposal.ExternalInit) == 1, "an external commit has not exactly one ExternalInit");
        var removes = list.Select(p => p.Proposal).OfType<Proposal.Remove>().ToList();
        Require(removes.Count <= 1, "an external commit removes more than one member");
        Require(
            list.All(p => p.Proposal is Proposal.ExternalInit or Proposal.Remove or Proposal.PreSharedKey), "an external commit has other proposals");
        foreach (var remove in removes)
        {
            var old = state.Tree.Leaf(remove.LeafIndex);
            Require(old is not null, "a Remove names a blank leaf");
            _leaves.CheckSuccessor(old!, joiner);
        }

        var together = new ProposalsTogether(state, validation);
        foreach (var proposal in list)
        {
            if (proposal.Proposal is Proposal.PreSharedKey psk)
                CheckPreSharedKey(psk.Id);
            together.Take(proposal);
        }

        together.Join(joiner);
    }

    /// <summary>Whether one proposal by itself is valid, whoever else may commit it.</summary>
    public bool IsValid(ResolvedProposal resolved)
    {
        try
        {
            CheckOne(resolved, committer: uint.MaxValue);
            return true;
        }
        catch (MlsException)
        {
            return false;
        }
    }

    /// <summary>One proposal by itself, as a part of this committer's commit.</summary>
    public void CheckOne(ResolvedProposal resolved, uint committer)
    {
        switch (resolved.Proposal)
        {
            case Proposal.Add add:
                KeyPackageRules.Check(add.KeyPackage, state.Suite, _leaves);
                _leaves.CheckIdentity(add.KeyPackage.Leaf);
                break;
            case Proposal.Update update:
                Require(resolved.Sender.Type == SenderType.Member, "an Update is not a member's");
                Require(resolved.Sender.Index != committer, "a committer commits its own Update");
                var before = state.Tree.Leaf(resolved.Sender.Index);
                Require(before is not null, "an Update comes from a blank leaf");
                Require(update.Leaf.Source == LeafNodeSource.Update, "an Update's leaf was not made for one");
                _leaves.Check(update.Leaf, state.Context.GroupId, resolved.Sender.Index);
                _leaves.CheckSuccessor(before!, update.Leaf);
                break;
            case Proposal.Remove remove:
                Require(remove.LeafIndex != committer, "a committer removes itself");
                Require(state.Tree.Leaf(remove.LeafIndex) is not null, "a Remove names a blank leaf");
                break;
            case Proposal.PreSharedKey psk:
                CheckPreSharedKey(psk.Id);
                break;
            case Proposal.ReInit reInit:
                Require(reInit.Version >= MlsMessage.Mls10, "a ReInit goes back to an older version");
                break;
            case Proposal.GroupContextExtensions replace:
                Require(LeafRules.HasNoDuplicates(replace.Extensions), "an extension is there twice");
                _ = RequiredCapabilities.Of(replace.Extensions);
                break;
            default:
                throw Invalid("an ExternalInit in a member's commit");
        }
    }

    private static void CheckPreSharedKey(PreSharedKeyId id)
    {
        Require(id.Nonce.Length == Suite.HashBytes, "the nonce of a pre-shared key has the wrong length");
        Require(id.Type == PreSharedKeyId.External || id.Usage == PreSharedKeyId.Application, "a resumption PSK of reinit or branch");
    }

    private static void Require(bool holds, string why)
    {
        if (!holds)
            throw Invalid(why);
    }

    public static MlsException Invalid(string why) => new(MlsError.InvalidProposal, $"proposals are invalid: {why}");
}
