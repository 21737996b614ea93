using FastChat.Mls.Crypto;
using FastChat.Mls.Schedule;
using FastChat.Mls.Tree;

namespace FastChat.Mls.Group;

/// <summary>Somebody else's commit, processed with this member's secrets (RFC 9420 section 12.4.2).</summary>
internal static class ReceivedCommit
{
    /// <summary>The next epoch; null when the commit removes this member.</summary>
    public static MlsEpoch? Process(GroupState group, StagedCommit staged)
    {
        var epoch = group.Epoch;
        if (staged.Applied.Removed.Any(r => r.Leaf == epoch.OwnLeaf))
            return null;
        var keys = epoch.Keys.Copy();
        try
        {
            TakeOwnUpdate(group, staged, keys);
            keys.RemoveBlank(staged.Applied.Tree);
            using var psk = PreSharedKeyLookup.Combine(staged.Applied.PreSharedKeys, group.Device, group);
            using var commitSecret = staged.Path?.Accept(epoch.State.Suite, keys, staged.Applied.NewLeaves, staged.ProvisionalContext)
                ?? new Secret(Suite.HashBytes);
            using var init = InitSecret(epoch, staged);
            var joiner = JoinerSecret.Derive(init, commitSecret.Span, staged.Next.ContextBytes);
            return MlsEpoch.FromJoiner(joiner, psk, staged.Next.Context, staged.Applied.Tree, keys, staged.ConfirmationTag);
        }
        catch
        {
            keys.Dispose();
            throw;
        }
    }

    private static Secret InitSecret(MlsEpoch epoch, StagedCommit staged)
    {
        if (staged.Applied.ExternalInit is not { } kemOutput)
            return epoch.Secrets.Init.Copy();
        using var pair = epoch.Secrets.ExternalKeyPair();
        return Hpke.ExternalInit(epoch.State.Suite, pair.PrivateKey, kemOutput);
    }

    /// <summary>If the commit applies an Update of this member, its leaf key is the Update's from now on.</summary>
    private static void TakeOwnUpdate(GroupState group, StagedCommit staged, TreePrivateKeys keys)
    {
        foreach (var update in staged.Applied.Updated.Where(u => u.Sender.Index == group.Epoch.OwnLeaf))
        {
            var key = group.Proposals.OwnUpdateKey(update) ?? throw new MlsException(MlsError.InvalidProposal, "an Update in this member's name is not its own");
            keys.Set(TreeMath.NodeOf(group.Epoch.OwnLeaf), key.Copy());
        }
    }
}
