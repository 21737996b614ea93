using FastChat.Mls.Codec;
using FastChat.Mls.Crypto;
using FastChat.Mls.Messages;
using FastChat.Mls.Schedule;
using FastChat.Mls.Tree;

namespace FastChat.Mls.Group;

/// <summary>Joining by a Welcome (RFC 9420 section 12.4.3.1).</summary>
internal static class WelcomeJoin
{
    public static MlsEpoch Join(MlsDevice device, MlsKeyPackage package, ReadOnlySpan<byte> message, ReadOnlySpan<byte> ratchetTree)
    {
        var welcome = MlsMessage.Decode(message).Welcome ?? throw new MlsException(MlsError.InvalidWelcome, "the message is no Welcome");
        var suite = Suite.Of(package.Package.CipherSuite);
        if (welcome.CipherSuite != suite.Number)
            throw new MlsException(MlsError.InvalidWelcome, "the Welcome has another cipher suite than the key package");
        var secrets = OpenSecrets(suite, welcome, package.Reference.Span, package.InitKey);
        using var joinerBytes = new Zeroed(secrets.JoinerSecret);
        using var pathBytes = new Zeroed(secrets.PathSecret ?? []);
        if (secrets.JoinerSecret.Length != Suite.HashBytes || secrets.PathSecret is { Length: not Suite.HashBytes })
            throw new MlsException(MlsError.InvalidWelcome, "a secret has the wrong length");
        if (secrets.PreSharedKeys.Any(id => id.Type == PreSharedKeyId.Resumption && id.Usage != PreSharedKeyId.Application))
            throw new MlsException(MlsError.Unsupported, "the group continues or branches from another: such groups cannot be joined");
        using var psk = PreSharedKeyLookup.Combine(secrets.PreSharedKeys, device, null);
        using var joiner = new Secret(secrets.JoinerSecret);
        var info = OpenInfo(suite, welcome, joiner, psk);
        if (info.Context.CipherSuite != suite.Number)
            throw new MlsException(MlsError.InvalidWelcome, "the group has another cipher suite than the key package");
        var invitation = new Invitation(info, ratchetTree, device.Validation);
        var keys = new TreePrivateKeys(OwnLeaf(package, invitation));
        try
        {
            FillKeys(keys, package, invitation, secrets.PathSecret);
            return MlsEpoch.FromJoiner(joiner.Copy(), psk, info.Context, invitation.State.Tree, keys, info.ConfirmationTag);
        }
        catch
        {
            keys.Dispose();
            throw;
        }
    }

    public static GroupSecrets OpenSecrets(Suite suite, MlsWelcome welcome, ReadOnlySpan<byte> reference, Secret initKey)
    {
        foreach (var entry in welcome.Secrets)
        {
            if (!reference.SequenceEqual(entry.NewMember))
                continue;
            var plain = Hpke.DecryptWithLabel(suite, initKey, "Welcome", welcome.EncryptedGroupInfo, entry.Secrets);
            using var zeroed = new Zeroed(plain);
            return TlsReader.Decode<GroupSecrets>(plain);
        }

        throw new MlsException(MlsError.NotForThisKeyPackage, "the Welcome is not for this key package");
    }

    public static GroupInfo OpenInfo(Suite suite, MlsWelcome welcome, Secret joiner, Secret psk)
    {
        using var secret = JoinerSecret.Welcome(joiner, psk);
        Span<byte> key = stackalloc byte[suite.KeyBytes], nonce = stackalloc byte[Suite.NonceBytes];
        WelcomeKey.Derive(secret, key, nonce);
        return TlsReader.Decode<GroupInfo>(suite.Open(key, nonce, [], welcome.EncryptedGroupInfo));
    }

    private static uint OwnLeaf(MlsKeyPackage package, Invitation invitation)
    {
        var own = TlsWriter.Encode(package.Package.Leaf);
        return invitation.State.Tree.Members.Where(m => TlsWriter.Encode(m.Leaf).AsSpan().SequenceEqual(own)).Select(m => (uint?)m.Index).FirstOrDefault()
            ?? throw new MlsException(MlsError.InvalidWelcome, "the key package's leaf is not in the tree");
    }

    /// <summary>The leaf's key is the key package's; above it, the committer's path secret gives the keys.</summary>
    private static void FillKeys(TreePrivateKeys keys, MlsKeyPackage package, Invitation invitation, byte[]? pathSecret)
    {
        keys.Set(TreeMath.NodeOf(keys.LeafIndex), package.LeafKey.Copy());
        if (pathSecret is null)
            return;
        if (invitation.Info.Signer == keys.LeafIndex)
            throw new MlsException(MlsError.InvalidWelcome, "a Welcome claims to come from the newcomer itself");
        var tree = invitation.State.Tree;
        var ancestor = TreeMath.LowestShared(keys.LeafIndex, invitation.Info.Signer);
        var nodes = TreeMath.DirectPath(ancestor, tree.LeafCount).Prepend(ancestor).Where(node => node == ancestor || !tree.IsBlank(node));
        PathSecrets.Climb(tree, nodes, new Secret(pathSecret), keys).Dispose();
    }
}
