namespace FastChat.Protocol.Framing;

/// <summary>What <see cref="FrameReader"/> found at the start of a buffer.</summary>
public enum FrameStatus
{
    /// <summary>A whole frame; the buffer was advanced past it.</summary>
    Frame,

    /// <summary>The start of a frame; nothing was consumed.</summary>
    NeedMore,

    /// <summary>A length above the limit. The stream cannot be read on: close it.</summary>
    TooLarge,

    /// <summary>A length prefix that does not end within five bytes. The stream cannot be read on: close it.</summary>
    Malformed,
}
