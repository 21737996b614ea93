using FastChat.Mls.Crypto;
using FastChat.Mls.Messages;

namespace FastChat.Mls.Tree;

/// <summary>
/// A committer's new path (RFC 9420 sections 7.4 to 7.6). First the tree gets its keys, then, when the provisional group
/// context is known, the path secrets are encrypted.
/// </summary>
internal sealed class NewPath : IDisposable
{
    private readonly List<PathStep> _steps;
    private readonly List<Secret> _secrets = [];
    private readonly List<byte[]> _publicKeys = [];

    /// <summary>
    /// Replaces the leaf and its path in the tree, which has all proposals applied. The leaf is signed last, when its
    /// parent hash is known.
    /// </summary>
    public NewPath(RatchetTree tree, uint leafIndex, Func<KemKeyPair, LeafNode> leaf, MlsSigner signer, byte[] groupId, TreePrivateKeys keys)
    {
        tree.BlankPath(leafIndex);
        foreach (var node in TreeMath.DirectPath(TreeMath.NodeOf(leafIndex), tree.LeafCount))
        {
            keys.Remove(node);
        }

        _steps = tree.FilteredDirectPath(leafIndex);
        var secret = Secret.Random(Suite.HashBytes);
        foreach (var step in _steps)
        {
            var pair = PathSecrets.KeyPair(secret);
            keys.Set(step.Node, pair.PrivateKey);
            _publicKeys.Add(pair.PublicKey);
            _secrets.Add(secret);
            secret = PathSecrets.Next(secret);
        }

        CommitSecret = secret;
        var leafPair = KemKeyPair.Generate();
        keys.Set(TreeMath.NodeOf(leafIndex), leafPair.PrivateKey);
        var parentHash = ParentHash.SetPath(tree, _steps, i => _publicKeys[i]);
        Leaf = (leaf(leafPair) with { Source = LeafNodeSource.MlsCommit, Lifetime = null, ParentHash = parentHash }).Sign(signer, groupId, leafIndex);
        tree.SetLeaf(leafIndex, Leaf);
    }

    public LeafNode Leaf { get; }

    public Secret CommitSecret { get; }

    /// <summary>Encrypts each path secret to the copath's resolution, the leaves that this commit adds left out.</summary>
    public UpdatePath Encrypt(Suite suite, RatchetTree tree, IReadOnlySet<uint> newLeaves, byte[] provisionalContext)
    {
        var nodes = new UpdatePathNode[_steps.Count];
        for (var i = 0; i < nodes.Length; i++)
        {
            var secret = _secrets[i];
            nodes[i] = new UpdatePathNode(_publicKeys[i], [.. ReceivedPath.Recipients(tree, _steps[i].Copath, newLeaves).Select(node =>
                Hpke.EncryptWithLabel(suite, tree.EncryptionKey(node)!, "UpdatePathNode", provisionalContext, secret.Span))]);
        }

        return new UpdatePath(Leaf, nodes);
    }

    /// <summary>The secret of the lowest node above both the committer and another leaf: what a Welcome must tell it.</summary>
    public Secret SecretFor(uint leafIndex)
    {
        var step = _steps.FindIndex(s => TreeMath.IsWithin(TreeMath.NodeOf(leafIndex), s.Copath));
        return _secrets[step];
    }

    public void Dispose()
    {
        _secrets.ForEach(s => s.Dispose());
        CommitSecret.Dispose();
    }
}
