using FastChat.Mls.Crypto;
using FastChat.Mls.Messages;
using FastChat.Mls.Schedule;
using FastChat.Mls.Tree;

namespace FastChat.Mls.Group;

/// <summary>A group of one, at epoch 0 (RFC 9420 section 11).</summary>
internal static class GroupCreation
{
    public static MlsEpoch Create(MlsDevice device, Suite suite, byte[] groupId, Extension[] extensions)
    {
        var pair = KemKeyPair.Generate();
        var leaf = device.NewLeaf(pair.PublicKey).Sign(device.Signer, [], 0);
        var rules = new LeafRules(suite, extensions, device.Validation);
        rules.Check(leaf, [], 0);
        var tree = new RatchetTree(leaf);
        var keys = new TreePrivateKeys(0);
        keys.Set(0, pair.PrivateKey);
        var context = new GroupContext(suite.Number, groupId, 0, tree.RootHash(), [], extensions);
        using var epochSecret = Secret.Random(Suite.HashBytes);
        var secrets = EpochSecrets.Derive(epochSecret.Span, out var encryption);
        return MlsEpoch.FromSecrets(secrets, encryption, context, tree, keys, secrets.ConfirmationTag([]));
    }
}
