namespace FastChat.Storage.Annotations;

/// <summary>How far an account has read a thread.</summary>
/// <param name="Root">The thread.</param>
/// <param name="Sequence">The last reply that it read.</param>
/// <param name="Ordinal">Which reply that is.</param>
public readonly record struct ThreadCursor(ulong Root, ulong Sequence, uint Ordinal);
