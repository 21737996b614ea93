namespace FastChat.Mls;

/// <summary>A client that a commit adds, with the reference of the key package that was used.</summary>
public sealed record MlsAddedClient(MlsMember Member, ReadOnlyMemory<byte> KeyPackageReference);
