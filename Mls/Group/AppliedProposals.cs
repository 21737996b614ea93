using FastChat.Mls.Messages;
using FastChat.Mls.Tree;

namespace FastChat.Mls.Group;

/// <summary>What a list of proposals makes of an epoch, in the order of RFC 9420 section 12.3: by type, not as listed.</summary>
internal sealed class AppliedProposals
{
    private readonly PublicState _before;

    public AppliedProposals(PublicState before, IReadOnlyList<ResolvedProposal> list)
    {
        _before = before;
        Tree = before.Tree.Copy();
        Extensions = ExtensionsAfter(before, list);
        foreach (var proposal in list)
        {
            if (proposal.Proposal is Proposal.Update update)
            {
                Tree.Update(proposal.Sender.Index, update.Leaf);
                Updated.Add(proposal);
            }
        }

        foreach (var remove in list.Select(p => p.Proposal).OfType<Proposal.Remove>())
        {
            Removed.Add((remove.LeafIndex, before.Tree.Leaf(remove.LeafIndex)!));
            Tree.Remove(remove.LeafIndex);
        }

        Tree.Truncate();
        foreach (var add in list.Select(p => p.Proposal).OfType<Proposal.Add>())
        {
            var leaf = Tree.Add(add.KeyPackage.Leaf);
            Added.Add((leaf, add.KeyPackage));
            NewLeaves.Add(leaf);
        }

        PreSharedKeys = [.. list.Select(p => p.Proposal).OfType<Proposal.PreSharedKey>().Select(p => p.Id)];
        ExternalInit = list.Select(p => p.Proposal).OfType<Proposal.ExternalInit>().FirstOrDefault()?.KemOutput;
        HasReInit = list.Any(p => p.Proposal is Proposal.ReInit);
        NeedsPath = list.Count == 0 || list.Any(p => p.Proposal.NeedsPath);
    }

    public RatchetTree Tree { get; }

    public Extension[] Extensions { get; }

    public List<(uint Leaf, KeyPackage Package)> Added { get; } = [];

    public List<(uint Leaf, LeafNode Node)> Removed { get; } = [];

    public List<ResolvedProposal> Updated { get; } = [];

    /// <summary>The leaves that are new: no path secret is encrypted to them.</summary>
    public HashSet<uint> NewLeaves { get; } = [];

    public PreSharedKeyId[] PreSharedKeys { get; }

    public byte[]? ExternalInit { get; }

    public bool HasReInit { get; }

    public bool NeedsPath { get; }

    /// <summary>The extensions that the other proposals are judged by.</summary>
    public static Extension[] ExtensionsAfter(PublicState before, IReadOnlyList<ResolvedProposal> list) =>
        list.Select(p => p.Proposal).OfType<Proposal.GroupContextExtensions>().FirstOrDefault()?.Extensions ?? before.Context.Extensions;

    /// <summary>The next context with the old transcript: what path secrets are encrypted under.</summary>
    public GroupContext ProvisionalContext() => _before.Context with
    {
        Epoch = _before.Context.Epoch + 1,
        TreeHash = Tree.RootHash(),
        Extensions = Extensions,
    };
}
