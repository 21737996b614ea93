namespace FastChat.Server.Http.Bodies;

/// <summary>An account's room for media.</summary>
/// <param name="UsedBytes">What it holds: its uploads, each content once, for as long as something refers to them, and what it adopted.</param>
/// <param name="UploadingBytes">What its unfinished uploads will need.</param>
/// <param name="QuotaBytes">What it may hold at most.</param>
internal sealed record MediaUsageBody(long UsedBytes, long UploadingBytes, long QuotaBytes);
