namespace FastChat.Client.Media;

/// <summary>One attachment of a queued draft. Part of its outbox row, which is sealed on disk.</summary>
/// <param name="File">The file's name within the staging folder.</param>
/// <param name="Key">The key that seals this file alone.</param>
/// <param name="SizeBytes">Its size before sealing.</param>
/// <param name="Name">The name that others see.</param>
/// <param name="ContentType">Its media type.</param>
/// <param name="Index">Its place among the attachments of the message's content.</param>
internal sealed record StagedFile(string File, byte[] Key, long SizeBytes, string Name, string ContentType, int Index);
