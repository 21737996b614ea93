namespace FastChat.Storage.Media;

/// <summary>A blob that is whole and durable on disk.</summary>
/// <param name="Key">Its own key; whoever does not keep it has lost the blob.</param>
/// <param name="SizeBytes">Length of the plaintext.</param>
public sealed record StoredBlob(byte[] Key, long SizeBytes);
