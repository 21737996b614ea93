namespace FastChat.Server.Media;

/// <summary>The limits of media that an operator does not change.</summary>
internal static class MediaLimits
{
    /// <summary>What is looked at to find out the content's type.</summary>
    public const int SniffBytes = 4 * 1024;

    /// <summary>UTF-8 bytes of a file name, which is nothing but a label.</summary>
    public const int FileNameBytesMax = 255;

    public const int UploadRetryAfterSeconds = 5;

    /// <summary>The metadata of an upload in parts.</summary>
    public const int MetadataBytesMax = 1024;

    /// <summary>Requests that bring bytes of one upload: each may leave a small piece, which costs 32 bytes of its own.</summary>
    public const int PartsMax = 10_000;

    /// <summary>What a killed server loses at most of a part that was not acked: a sync and a commit for so many bytes.</summary>
    public const int CheckpointBytes = 8 * 1024 * 1024;

    /// <summary>How long a request waits for another one of the same upload to end.</summary>
    public static readonly TimeSpan TurnWait = TimeSpan.FromSeconds(30);

    /// <summary>How long an upload that has become a blob can still be asked about.</summary>
    public static readonly TimeSpan StoredUploadExpiry = TimeSpan.FromHours(1);

    /// <summary>Blobs whose references are looked for in one pass over all references: 10 MiB.</summary>
    public const int SweepPage = 65_536;

    /// <summary>Blobs without references that are remembered until they are surely nobody's.</summary>
    public const int OrphansMax = 65_536;

    /// <summary>A send that was under way when the last reference went has ended by then.</summary>
    public static readonly TimeSpan OrphanGrace = TimeSpan.FromMinutes(10);

    /// <summary>A scanner's answer.</summary>
    public const int ScanAnswerBytesMax = 4 * 1024;
}
