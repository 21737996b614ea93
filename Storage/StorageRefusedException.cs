namespace FastChat.Storage;

/// <summary>
/// The database is sound but must not be opened like this: another schema version, an unknown column family, or a
/// key-encryption key that is missing or not its own. The message tells the operator what to do.
/// </summary>
public sealed class StorageRefusedException(string message, Exception? inner = null)
    : StorageException(message, inner);
