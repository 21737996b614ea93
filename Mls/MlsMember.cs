namespace FastChat.Mls;

/// <summary>A member of a group in one epoch. The leaf index means this member in that epoch only. RFC 9420, section 7.2.</summary>
public sealed record MlsMember(int LeafIndex, MlsIdentity Identity);
