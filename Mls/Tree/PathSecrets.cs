using FastChat.Mls.Crypto;

namespace FastChat.Mls.Tree;

/// <summary>The chain of path secrets (RFC 9420 section 7.4).</summary>
internal static class PathSecrets
{
    public static Secret Next(Secret pathSecret) => Kdf.DeriveSecret(pathSecret.Span, "path");

    public static KemKeyPair KeyPair(Secret pathSecret)
    {
        using var nodeSecret = Kdf.DeriveSecret(pathSecret.Span, "node");
        return KemKeyPair.Derive(nodeSecret.Span);
    }

    /// <summary>
    /// Derives the keys from a node of the path to its end, checks them against the tree and keeps them. Consumes the secret;
    /// the result is the commit secret.
    /// </summary>
    public static Secret Climb(RatchetTree tree, IEnumerable<uint> nodes, Secret pathSecret, TreePrivateKeys keys)
    {
        foreach (var node in nodes)
        {
            var pair = KeyPair(pathSecret);
            if (!pair.PublicKey.AsSpan().SequenceEqual(tree.EncryptionKey(node)))
            {
                pair.Dispose();
                pathSecret.Dispose();
                throw new MlsException(MlsError.InvalidCommit, $"a path secret does not fit the key of node {node}");
            }

            keys.Set(node, pair.PrivateKey);
            var next = Next(pathSecret);
            pathSecret.Dispose();
            pathSecret = next;
        }

        return pathSecret;
    }
}
