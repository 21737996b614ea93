namespace FastChat.Server.Media;

/// <summary>One part of an upload, as it arrives.</summary>
/// <param name="OffsetBytes">Where it begins in the content.</param>
/// <param name="LengthBytes">How long it says it is; null: it does not.</param>
/// <param name="Content">Its bytes.</param>
/// <param name="Checksum">What their hash must be; null: not checked.</param>
internal sealed record UploadPart(long OffsetBytes, long? LengthBytes, Stream Content, ContentChecksum? Checksum);
