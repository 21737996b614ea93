namespace FastChat.Protocol.Codec;

/// <summary>Whether the bytes of a `Send` can be read.</summary>
public enum SendStatus
{
    /// <summary>All of it can be read.</summary>
    Readable,

    /// <summary>The bytes are no protobuf message, or the conversation id is not 16 bytes, or there is no entry.</summary>
    Malformed,

    /// <summary>More than <see cref="SendReader.EntriesMax"/> entries.</summary>
    TooManyEntries,
}
