namespace FastChat.Mls;

/// <summary>An application message read back from history, its signature verified. RFC 9420, section 6.3.</summary>
public sealed record MlsHistoryMessage(long Epoch, MlsMember Sender, long Generation, ReadOnlyMemory<byte> Data, ReadOnlyMemory<byte> AuthenticatedData);
