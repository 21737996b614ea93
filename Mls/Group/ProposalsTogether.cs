using FastChat.Mls.Codec;
using FastChat.Mls.Messages;

namespace FastChat.Mls.Group;

/// <summary>
/// The rules for the proposals of one commit together (RFC 9420 section 12.2), taken one after the other, those that add somebody last.
/// A proposal that is refused leaves no trace, so a committer can leave it out and go on.
/// </summary>
internal sealed class ProposalsTogether(PublicState state, Validation validation)
{
    private readonly HashSet<uint> _changed = [];
    private readonly HashSet<uint> _removed = [];
    private readonly List<LeafNode> _added = [];
    private readonly HashSet<byte[]> _preSharedKeys = new(BytesComparer.Instance);
    private bool _replacesExtensions;
    private bool _hasReInit;
    private int _count;

    /// <summary>Removals decide who counts as a member already, so what adds comes last.</summary>
    public static IEnumerable<ResolvedProposal> InOrder(IEnumerable<ResolvedProposal> list) => list.OrderBy(p => p.Proposal is Proposal.Add);

    public void Take(ResolvedProposal resolved)
    {
        if (_count == MlsLimits.CommitProposalsMax)
            throw new MlsException(MlsError.TooLarge, $"a commit has at most {MlsLimits.CommitProposalsMax} proposals");
        Require(_count == 0 || !_hasReInit && resolved.Proposal is not Proposal.ReInit, "a ReInit has company");
        switch (resolved.Proposal)
        {
            case Proposal.Update:
                Require(_changed.Add(resolved.Sender.Index), $"leaf {resolved.Sender.Index} is updated or removed twice");
                break;
            case Proposal.Remove remove:
                Require(_changed.Add(remove.LeafIndex), $"leaf {remove.LeafIndex} is updated or removed twice");
                _removed.Add(remove.LeafIndex);
                break;
            case Proposal.Add add:
                Join(add.KeyPackage.Leaf);
                break;
            case Proposal.PreSharedKey psk:
                Require(_preSharedKeys.Add(TlsWriter.Encode(psk.Id)), "a pre-shared key is named twice");
                break;
            case Proposal.GroupContextExtensions:
                Require(!_replacesExtensions, "the extensions are replaced twice");
                _replacesExtensions = true;
                break;
            case Proposal.ReInit:
                _hasReInit = true;
                break;
        }

        _count++;
    }

    /// <summary>A client that comes, by an Add or by its own commit: it is no member yet, unless that member goes.</summary>
    public void Join(LeafNode leaf)
    {
        foreach (var (index, member) in state.Tree.Members)
        {
            Require(_removed.Contains(index) || !IsSameClient(leaf, member), $"a client joins that is a member already, as leaf {index}");
        }

        Require(!_added.Exists(other => IsSameClient(leaf, other)), "a client is added twice");
        _added.Add(leaf);
    }

    private bool IsSameClient(LeafNode one, LeafNode other) =>
        one.SignatureKey.AsSpan().SequenceEqual(other.SignatureKey)
        || validation.Authentication.IsSameClient(MlsIdentity.Of(one), MlsIdentity.Of(other));

    private static void Require(bool holds, string why)
    {
        if (!holds)
            throw ProposalRules.Invalid(why);
    }
}
