using FastChat.Mls.Codec;
using FastChat.Mls.Crypto;
using FastChat.Mls.Messages;
using FastChat.Mls.Tree;

namespace FastChat.Mls.Group;

/// <summary>
/// The rules for leaf nodes (RFC 9420 section 7.3). Whether a lifetime includes the present is checked where a leaf is about to be
/// sent only: a member that catches up later must come to the same result as everybody else.
/// </summary>
internal sealed class LeafRules(Suite suite, Extension[] contextExtensions, Validation validation)
{
    private readonly RequiredCapabilities? _required = RequiredCapabilities.Of(contextExtensions);

    /// <summary>Everything about a leaf that does not depend on other leaves.</summary>
    public void Check(LeafNode leaf, byte[] groupId, uint leafIndex)
    {
        var can = leaf.Capabilities;
        Require(EncryptionKeys.IsUsable(leaf.EncryptionKey), "its encryption key is one that nothing can be encrypted to");
        Require(leaf.SignatureKey.Length == Suite.PublicKeyBytes, "its signature key has the wrong length");
        Require(leaf.Credential.Type == Credential.Basic, "only basic credentials are accepted");
        Require(can.HasCredential(leaf.Credential.Type), "its credential type is not among its capabilities");
        Require(can.Versions.Contains(MlsMessage.Mls10) && can.CipherSuites.Contains(suite.Number), "it does not support version or suite");
        Require(leaf.Extensions.All(e => can.HasExtension(e.Type)), "it has an extension that it does not support");
        Require(HasNoDuplicates(leaf.Extensions), "it has an extension twice");
        Require(_required?.IsMetBy(can) != false, "it lacks a required capability");
        Require(contextExtensions.All(e => can.HasExtension(e.Type)), "it does not support an extension of the group");
        if (leaf.Lifetime is { } lifetime && validation.LifetimeMax != TimeSpan.MaxValue)
            Require(lifetime.NotAfter >= lifetime.NotBefore && lifetime.NotAfter - lifetime.NotBefore <= validation.LifetimeMax.TotalSeconds + 3_600, "its lifetime is too long");
        if (!leaf.Verify(groupId, leafIndex))
            throw new MlsException(MlsError.BadSignature, $"the signature of leaf {leafIndex} does not verify");
    }

    public void CheckLifetimeNow(LeafNode leaf) => Require(leaf.Lifetime?.Includes(validation.Clock.GetUtcNow()) != false, "it is not valid at this time");

    /// <summary>A leaf whose identity is new to the group.</summary>
    public void CheckIdentity(LeafNode leaf)
    {
        if (!validation.Authentication.Accepts(MlsIdentity.Of(leaf)))
            throw new MlsException(MlsError.CredentialRefused, "the authentication service refuses a credential");
    }

    /// <summary>A leaf that takes another's place: the same member after an update, a path or a resync.</summary>
    public void CheckSuccessor(LeafNode before, LeafNode after)
    {
        Require(!before.EncryptionKey.AsSpan().SequenceEqual(after.EncryptionKey), "its encryption key is the one that it replaces");
        if (before.SignatureKey.AsSpan().SequenceEqual(after.SignatureKey) && before.Credential.SameAs(after.Credential))
            return;
        CheckIdentity(after);
        if (!validation.Authentication.AcceptsSuccessor(MlsIdentity.Of(before), MlsIdentity.Of(after)))
            throw new MlsException(MlsError.CredentialRefused, "the authentication service refuses a member's new credential");
    }

    /// <summary>
    /// What must hold between all nodes: keys are unique, and everybody understands everybody's credential. Parents' keys count too: a
    /// newcomer would refuse a tree that has one twice (RFC 9420 section 12.4.3.1).
    /// </summary>
    public void CheckTogether(RatchetTree tree)
    {
        var signatureKeys = new HashSet<byte[]>(BytesComparer.Instance);
        var encryptionKeys = new HashSet<byte[]>(BytesComparer.Instance);
        var credentials = tree.Members.Select(m => m.Leaf.Credential.Type).ToHashSet();
        foreach (var (index, leaf) in tree.Members)
        {
            Require(signatureKeys.Add(leaf.SignatureKey), $"leaf {index} has another's signature key");
            Require(encryptionKeys.Add(leaf.EncryptionKey), $"leaf {index} has another's encryption key");
            Require(credentials.All(leaf.Capabilities.HasCredential), $"leaf {index} does not support a credential type in use");
            Require(_required?.IsMetBy(leaf.Capabilities) != false, $"leaf {index} lacks a required capability");
            Require(contextExtensions.All(e => leaf.Capabilities.HasExtension(e.Type)), $"leaf {index} does not support an extension of the group");
        }

        for (uint node = 1; node < TreeMath.NodeCount(tree.LeafCount); node += 2)
        {
            if (tree.Parent(node) is { } parent && !encryptionKeys.Add(parent.EncryptionKey))
                throw new MlsException(MlsError.InvalidTree, $"the key of node {node} is in the tree twice");
        }
    }

    public static bool HasNoDuplicates(Extension[] extensions) => extensions.DistinctBy(e => e.Type).Count() == extensions.Length;

    private static void Require(bool holds, string why)
    {
        if (!holds)
            throw new MlsException(MlsError.InvalidLeafNode, $"a leaf node is invalid: {why}");
    }
}
