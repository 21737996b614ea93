namespace FastChat.Server.Http.Bodies;

/// <summary>How far an upload in parts is.</summary>
/// <param name="UploadId">Its name.</param>
/// <param name="OffsetBytes">How much of it is there.</param>
/// <param name="LengthBytes">How long it will be.</param>
/// <param name="ExpiresMs">When it is forgotten.</param>
/// <param name="Media">What it became; null: it is not whole yet.</param>
internal sealed record UploadBody(string UploadId, long OffsetBytes, long LengthBytes, long ExpiresMs, MediaBody? Media);
