using FastChat.Mls.Codec;
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
        foreach (var proposal in list)
        {
            CheckOne(proposal, committer);
        }

        var changed = new HashSet<uint>();
        foreach (var proposal in list)
        {
            if (Target(proposal) is { } leaf)
                Require(changed.Add(leaf), $"leaf {leaf} is updated or removed twice");
        }

        CheckClients(list);
        CheckPreSharedKeys(list);
        Require(list.Count(p => p.Proposal is Proposal.GroupContextExtensions) <= 1, "the extensions are replaced twice");
        Require(list.Count <= 1 || !list.Any(p => p.Proposal is Proposal.ReInit), "a ReInit has company");
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

        foreach (var proposal in list.Where(p => p.Proposal is Proposal.PreSharedKey))
        {
            CheckPreSharedKey(((Proposal.PreSharedKey)proposal.Proposal).Id);
        }

        CheckPreSharedKeys(list);
        RequireNewClient(joiner, removes.Select(r => r.LeafIndex).ToHashSet());
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

    private void CheckClients(IReadOnlyList<ResolvedProposal> list)
    {
        var removed = list.Select(p => p.Proposal).OfType<Proposal.Remove>().Select(r => r.LeafIndex).ToHashSet();
        var added = list.Select(p => p.Proposal).OfType<Proposal.Add>().Select(a => a.KeyPackage.Leaf).ToList();
        for (var i = 0; i < added.Count; i++)
        {
            RequireNewClient(added[i], removed);
            for (var j = 0; j < i; j++)
            {
                Require(!IsSameClient(added[i], added[j]), "a client is added twice");
            }
        }
    }

    private void RequireNewClient(LeafNode leaf, HashSet<uint> removed)
    {
        foreach (var (index, member) in state.Tree.Members)
        {
            Require(removed.Contains(index) || !IsSameClient(leaf, member), $"a client joins that is a member already, as leaf {index}");
        }
    }

    private bool IsSameClient(LeafNode one, LeafNode other) =>
        one.SignatureKey.AsSpan().SequenceEqual(other.SignatureKey)
        || validation.Authentication.IsSameClient(MlsIdentity.Of(one), MlsIdentity.Of(other));

    private static void CheckPreSharedKey(PreSharedKeyId id)
    {
        Require(id.Nonce.Length == Suite.HashBytes, "the nonce of a pre-shared key has the wrong length");
        Require(id.Type == PreSharedKeyId.External || id.Usage == PreSharedKeyId.Application, "a resumption PSK of reinit or branch");
    }

    private static void CheckPreSharedKeys(IReadOnlyList<ResolvedProposal> list)
    {
        var ids = new HashSet<byte[]>(BytesComparer.Instance);
        foreach (var psk in list.Select(p => p.Proposal).OfType<Proposal.PreSharedKey>())
        {
            Require(ids.Add(TlsWriter.Encode(psk.Id)), "a pre-shared key is named twice");
        }
    }

    /// <summary>The leaf that an Update or Remove changes.</summary>
    public static uint? Target(ResolvedProposal proposal) => proposal.Proposal switch
    {
        Proposal.Update => proposal.Sender.Index,
        Proposal.Remove remove => remove.LeafIndex,
        _ => null,
    };

    private static void Require(bool holds, string why)
    {
        if (!holds)
            throw Invalid(why);
    }

    private static MlsException Invalid(string why) => new(MlsError.InvalidProposal, $"proposals are invalid: {why}");
}
