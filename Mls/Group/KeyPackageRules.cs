using FastChat.Mls.Crypto;
using FastChat.Mls.Messages;

namespace FastChat.Mls.Group;

/// <summary>The rules for key packages (RFC 9420 section 10.1).</summary>
internal static class KeyPackageRules
{
    public static void Check(KeyPackage package, Suite suite, LeafRules leaves)
    {
        Require(package.Version == MlsMessage.Mls10 && package.CipherSuite == suite.Number, "version or cipher suite is not the group's");
        Require(package.Leaf.Source == LeafNodeSource.KeyPackage, "its leaf was not made for a key package");
        leaves.Check(package.Leaf, [], 0);
        Require(package.Extensions.All(e => package.Leaf.Capabilities.HasExtension(e.Type)), "it has an extension that its leaf does not support");
        Require(LeafRules.HasNoDuplicates(package.Extensions), "it has an extension twice");
        Require(EncryptionKeys.IsUsable(package.InitKey), "its init key is one that nothing can be encrypted to");
        Require(!package.InitKeyIsEncryptionKey, "init key and encryption key are the same");
        if (!package.Verify())
            throw new MlsException(MlsError.BadSignature, "the signature of a key package does not verify");
    }

    private static void Require(bool holds, string why)
    {
        if (!holds)
            throw new MlsException(MlsError.InvalidKeyPackage, $"a key package is invalid: {why}");
    }
}
