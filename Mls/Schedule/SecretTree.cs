using FastChat.Mls.Codec;
using FastChat.Mls.Crypto;
using FastChat.Mls.Tree;

namespace FastChat.Mls.Schedule;

/// <summary>
/// The secret tree (RFC 9420 section 9): a sender's ratchets are derived when first needed, and every secret on the way to
/// them is erased then. What is kept is the frontier: the secrets of subtrees from which nobody was derived yet.
/// </summary>
internal sealed class SecretTree : IDisposable
{
    private readonly uint _leafCount;
    private readonly SortedDictionary<uint, Secret> _frontier = [];
    private readonly SortedDictionary<uint, SenderRatchets> _senders = [];

    /// <summary>Takes the encryption secret over. The tree is as wide as the ratchet tree: a power of two.</summary>
    public SecretTree(uint leafCount, Secret encryptionSecret) : this(leafCount) => _frontier[TreeMath.Root(leafCount)] = encryptionSecret;

    private SecretTree(uint leafCount) => _leafCount = leafCount;

    public IEnumerable<uint> Senders => _senders.Keys;

    /// <summary>Told a sender's application secret of generation 0 just before it can be consumed (history keyring only).</summary>
    public Action<uint, Secret>? Opened { get; set; }

    /// <summary>A sender's ratchets. Throws when the leaf is not in the tree.</summary>
    public SenderRatchets Of(uint leafIndex)
    {
        if (_senders.TryGetValue(leafIndex, out var known))
            return known;
        if (leafIndex >= _leafCount)
            throw new MlsException(MlsError.Malformed, $"leaf {leafIndex} is not in the tree");
        using var leaf = DeriveLeaf(TreeMath.NodeOf(leafIndex));
        var opened = new SenderRatchets(
            new HashRatchet(Kdf.DeriveSecret(leaf.Span, "handshake")), new HashRatchet(Kdf.DeriveSecret(leaf.Span, "application")));
        _senders[leafIndex] = opened;
        Opened?.Invoke(leafIndex, opened.Application.Secret);
        return opened;
    }

    /// <summary>The frontier, without the senders: those are written one by one.</summary>
    public void Write(TlsWriter writer)
    {
        writer.U32(_leafCount);
        writer.U32((uint)_frontier.Count);
        foreach (var (node, secret) in _frontier)
        {
            writer.U32(node);
            writer.Raw(secret.Span);
        }
    }

    public static SecretTree Read(ref TlsReader reader)
    {
        var tree = new SecretTree(reader.U32());
        for (var count = reader.U32(); count > 0; count--)
        {
            tree._frontier[reader.U32()] = new Secret(reader.Take(Suite.HashBytes));
        }

        return tree;
    }

    public void Restore(uint leafIndex, SenderRatchets ratchets) => _senders[leafIndex] = ratchets;

    public void Dispose()
    {
        foreach (var secret in _frontier.Values)
        {
            secret.Dispose();
        }

        foreach (var sender in _senders.Values)
        {
            sender.Dispose();
        }
    }

    private Secret DeriveLeaf(uint leafNode)
    {
        var node = leafNode;
        var root = TreeMath.Root(_leafCount);
        while (!_frontier.ContainsKey(node))
        {
            if (node == root)
                throw new MlsException(MlsError.BadState, "a secret tree has lost its frontier");
            node = TreeMath.Parent(node);
        }

        _frontier.Remove(node, out var secret);
        while (node != leafNode)
        {
            using var parent = secret!;
            var (left, right) = (TreeMath.Left(node), TreeMath.Right(node));
            var isLeft = leafNode < node;
            _frontier[isLeft ? right : left] = Kdf.ExpandWithLabel(parent.Span, "tree", isLeft ? "right"u8 : "left"u8);
            secret = Kdf.ExpandWithLabel(parent.Span, "tree", isLeft ? "left"u8 : "right"u8);
            node = isLeft ? left : right;
        }

        return secret!;
    }
}
