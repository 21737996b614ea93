namespace FastChat.Storage.Conversations;

/// <summary>Send numbers FirstNumber + i have sequences FirstSequence + i, for i below Count.</summary>
public readonly record struct SendRun(ulong FirstNumber, uint Count, ulong FirstSequence);
