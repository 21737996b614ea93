namespace FastChat.Storage;

/// <summary>The world failed: an operation on disk did. After a failed write nothing more is written (A7).</summary>
public class StorageException(string message, Exception? inner = null) : Exception(message, inner);
