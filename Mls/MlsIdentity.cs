namespace FastChat.Mls;

/// <summary>What a leaf claims: the identity of its basic credential, and the key it signs with (RFC 9420 section 5.3).</summary>
public sealed record MlsIdentity(ReadOnlyMemory<byte> Identity, ReadOnlyMemory<byte> SignatureKey)
{
    internal static MlsIdentity Of(Messages.LeafNode leaf) => new(leaf.Credential.Identity, leaf.SignatureKey);
}
