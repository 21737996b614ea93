namespace FastChat.Server.Media;

/// <summary>An account's room for media, in bytes.</summary>
/// <param name="UsedBytes">What it holds.</param>
/// <param name="UploadingBytes">What its unfinished uploads will need.</param>
/// <param name="QuotaBytes">What it may hold at most.</param>
internal sealed record MediaUsage(long UsedBytes, long UploadingBytes, long QuotaBytes);
