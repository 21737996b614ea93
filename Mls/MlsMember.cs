namespace FastChat.Mls;

/// <summary>A member of a group in one epoch. The leaf index means this member in that epoch only.</summary>
public sealed record MlsMember(int LeafIndex, MlsIdentity Identity);
