namespace FastChat.Client;

/// <summary>
/// Holds the key under which a store's contents are sealed. Implement it over the platform's key chain; the default keeps
/// the key in a file beside the store that only its owner can read.
/// </summary>
public interface IStoreKeyProvider
{
    /// <summary>
    /// The store's key: 32 bytes, the same every time, made from a cryptographic source on first use and kept safe before
    /// this returns. Called once per opening, on any thread.
    /// </summary>
    /// <param name="storePath">The full path of the store.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<byte[]> GetKeyAsync(string storePath, CancellationToken cancellationToken);

    /// <summary>Forgets the store's key for good: what was sealed with it becomes unreadable. Called when a store is erased.</summary>
    /// <param name="storePath">The full path of the store.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask EraseKeyAsync(string storePath, CancellationToken cancellationToken);
}
