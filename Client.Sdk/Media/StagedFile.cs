using FastChat.Client.Accounts;

namespace FastChat.Client.Media;

/// <summary>One attachment of a queued draft. Part of its outbox row, which is sealed on disk.</summary>
/// <param name="File">The file's name within the staging folder.</param>
/// <param name="Key">The key that seals this file alone.</param>
/// <param name="SizeBytes">Its size before sealing.</param>
/// <param name="Name">The name that others see.</param>
/// <param name="ContentType">Its media type.</param>
/// <param name="Index">Its place among the attachments of the message's content.</param>
/// <param name="Upload">The upload in parts that was begun for it; null: none.</param>
/// <param name="Stored">What it became; null: it is not on the server yet.</param>
internal sealed record StagedFile(
    string File, byte[] Key, long SizeBytes, string Name, string ContentType, int Index, string? Upload = null, MediaBody? Stored = null);
