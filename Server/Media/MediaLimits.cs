namespace FastChat.Server.Media;

/// <summary>The limits of media that an operator does not change.</summary>
internal static class MediaLimits
{
    /// <summary>What is looked at to find out the content's type.</summary>
    public const int SniffBytes = 4 * 1024;

    /// <summary>UTF-8 bytes of a file name, which is nothing but a label.</summary>
    public const int FileNameBytesMax = 255;

    public const int UploadRetryAfterSeconds = 5;
}
