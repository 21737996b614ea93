namespace FastChat.Client;

/// <summary>An account's room for media on the server, in bytes.</summary>
/// <param name="UsedBytes">What it holds: its uploads, the same content once, for as long as messages or its profile refer to them, and what
/// it forwarded of others.</param>
/// <param name="UploadingBytes">What its unfinished uploads will need.</param>
/// <param name="QuotaBytes">What it may hold at most; beyond, uploads are refused with <see cref="ErrorCode.QuotaExceeded"/>.</param>
public readonly record struct MediaUsage(long UsedBytes, long UploadingBytes, long QuotaBytes)
{
    /// <summary>What can still be uploaded.</summary>
    public long FreeBytes => Math.Max(0, QuotaBytes - UsedBytes - UploadingBytes);
}
