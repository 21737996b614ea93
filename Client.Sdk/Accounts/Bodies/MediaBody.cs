namespace FastChat.Client.Accounts;

/// <summary>An upload, stored.</summary>
internal sealed record MediaBody(string MediaId, long SizeBytes, string ContentType);
