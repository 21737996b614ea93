namespace FastChat.Storage.Media;

/// <summary>A blob that is whole on disk.</summary>
/// <param name="Key">Its own key; whoever does not keep it has lost the blob.</param>
/// <param name="SizeBytes">Length of the plaintext.</param>
/// <param name="Hash">SHA-256 of the plaintext.</param>
public sealed record StoredBlob(byte[] Key, long SizeBytes, byte[] Hash);
