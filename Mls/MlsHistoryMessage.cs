namespace FastChat.Mls;

/// <summary>An application message read back from history, its signature verified.</summary>
public sealed record MlsHistoryMessage(long Epoch, MlsMember Sender, long Generation, ReadOnlyMemory<byte> Data, ReadOnlyMemory<byte> AuthenticatedData);
