namespace FastChat.Client;

/// <summary>Progress of an upload or download.</summary>
/// <param name="BytesDone">Bytes that have been moved.</param>
/// <param name="BytesTotal">Bytes to move in all; null when not known.</param>
public readonly record struct Transfer(long BytesDone, long? BytesTotal);
