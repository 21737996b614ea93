using FastChat.Mls.Messages;

namespace FastChat.Mls.Group;

/// <summary>
/// Which of the proposals that wait a committer includes (RFC 9420 sections 12.2 and 12.4): as many as make a valid commit together with what
/// it was asked for. That wins over all, Removes over Updates, later ones over earlier ones. No proposal, whoever sent it, may keep a
/// member from committing, so whatever would make the commit fail is left out; its sender may propose it again in the next epoch.
/// </summary>
internal sealed class CommittableProposals(GroupState group, IReadOnlyList<ResolvedProposal> asked)
{
    private readonly PublicState _state = group.Epoch.State;
    private readonly Validation _validation = group.Device.Validation;
    private readonly Sender _own = Sender.Member(group.Epoch.OwnLeaf);

    private IReadOnlyList<ResolvedProposal> Waiting => group.Proposals.All;

    /// <summary>
    /// In the order in which they came. This member's own are given by value: if one was never sent, because of a crash or of a store that
    /// failed, the others could not resolve a reference to it.
    /// </summary>
    public IEnumerable<ResolvedProposal> Choose()
    {
        if (Waiting.Count == 0)
            return [];
        var current = new ProposalRules(_state, _state.Context.Extensions, _validation);
        var extensions = Waiting.LastOrDefault(p => p.Proposal is Proposal.GroupContextExtensions && current.IsValid(p));
        var chosen = Valid(extensions);
        if (chosen is null || !FitsTree(chosen))
            chosen = Valid(extensions: null);
        if (chosen is null)
            return [];
        if (!FitsTree(chosen))
            chosen = FittingOneByOne(chosen);
        var kept = chosen.ToHashSet(ReferenceEqualityComparer.Instance);
        return Waiting.Where(kept.Contains).Select(p => p.Sender == _own ? p with { Reference = null } : p);
    }

    /// <summary>
    /// Those that are valid by themselves and together, each checked once, when the extensions are replaced by this proposal or by none that
    /// waits; null when the asked ones are not valid then.
    /// </summary>
    private List<ResolvedProposal>? Valid(ResolvedProposal? extensions)
    {
        var after = AppliedProposals.ExtensionsAfter(_state, extensions is null ? asked : [.. asked, extensions]);
        var (rules, leaves) = (new ProposalRules(_state, after, _validation), new LeafRules(_state.Suite, after, _validation));
        var together = new ProposalsTogether(_state, _validation);
        var chosen = new List<ResolvedProposal>();
        foreach (var (proposal, isAsked) in Ranked(extensions))
        {
            try
            {
                rules.CheckOne(proposal, _own.Index);
                if (proposal.Proposal is Proposal.Add add)
                    leaves.CheckLifetimeNow(add.KeyPackage.Leaf);
                if (proposal.Proposal is Proposal.PreSharedKey psk)
                    PreSharedKeyLookup.Combine([psk.Id], group.Device, group).Dispose();
                together.Take(proposal);
                if (!isAsked)
                    chosen.Add(proposal);
            }
            catch (MlsException) when (!isAsked)
            {
            }
            catch (MlsException)
            {
                return null;
            }
        }

        return chosen;
    }

    /// <summary>In the order in which they are preferred, but what adds somebody last: whether it may depends on who goes.</summary>
    private IEnumerable<(ResolvedProposal Proposal, bool IsAsked)> Ranked(ResolvedProposal? extensions)
    {
        var usable = Waiting.Where(p => p.Proposal is not (Proposal.ReInit or Proposal.GroupContextExtensions) || p == extensions).Reverse().ToList();
        return asked.Select(p => (p, true))
            .Concat(usable.Where(p => p.Proposal is Proposal.Remove).Select(p => (p, false)))
            .Concat(usable.Where(p => p.Proposal is not Proposal.Remove).Select(p => (p, false)))
            .OrderBy(p => p.p.Proposal is Proposal.Add);
    }

    private List<ResolvedProposal> FittingOneByOne(List<ResolvedProposal> valid)
    {
        var chosen = new List<ResolvedProposal>();
        foreach (var proposal in valid)
        {
            if (FitsTree([.. chosen, proposal]))
                chosen.Add(proposal);
        }

        return chosen;
    }

    /// <summary>Whether the tree that comes of it is valid: keys are unique, and everybody has the capabilities that are required.</summary>
    private bool FitsTree(List<ResolvedProposal> chosen)
    {
        try
        {
            var applied = new AppliedProposals(_state, [.. chosen, .. asked]);
            new LeafRules(_state.Suite, applied.Extensions, _validation).CheckTogether(applied.Tree);
            return true;
        }
        catch (MlsException)
        {
            return false;
        }
    }
}
