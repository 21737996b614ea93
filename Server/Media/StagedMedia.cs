using FastChat.Protocol.Identifiers;

namespace FastChat.Server.Media;

/// <summary>Content that is whole, and that nobody can read yet.</summary>
/// <param name="Account">Who uploaded it.</param>
/// <param name="Media">The id that it gets, unless the account has the same content already.</param>
/// <param name="ContentType">What its first bytes say it is.</param>
/// <param name="FileName">What its sender calls it; null: nothing.</param>
/// <param name="SizeBytes">Its length.</param>
/// <param name="Hash">SHA-256 of it.</param>
internal sealed record StagedMedia(AccountId Account, MediaId Media, string ContentType, string? FileName, long SizeBytes, byte[] Hash);
