namespace FastChat.Mls;

/// <summary>A client that a commit adds, with the reference of the key package that was used. RFC 9420, section 12.1.1.</summary>
public sealed record MlsAddedClient(MlsMember Member, ReadOnlyMemory<byte> KeyPackageReference);
