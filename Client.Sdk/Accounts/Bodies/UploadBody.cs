namespace FastChat.Client.Accounts;

/// <summary>How far an upload in parts is.</summary>
internal sealed record UploadBody(long OffsetBytes, long LengthBytes, MediaBody? Media);
