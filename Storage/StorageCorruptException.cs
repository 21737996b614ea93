namespace FastChat.Storage;

/// <summary>Bytes on disk are not what was written: a checksum, an authentication tag or a record's form is wrong.</summary>
public sealed class StorageCorruptException(string message, Exception? inner = null)
    : StorageException(message, inner);
