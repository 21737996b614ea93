namespace FastChat.Client.Accounts;

/// <summary>An account's room for media.</summary>
internal sealed record MediaUsageBody(long UsedBytes, long UploadingBytes, long QuotaBytes);
