using FastChat.Protocol.Identifiers;
using FastChat.Storage.Media;

namespace FastChat.Server.Media;

/// <summary>Content that is to be stored.</summary>
/// <param name="Content">All of it, read once.</param>
/// <param name="DeclaredType">What its sender says it is.</param>
/// <param name="FileName">What its sender calls it.</param>
/// <param name="Upload">The upload in parts that it comes from, which ends with it; null: none.</param>
internal sealed record MediaSource(Stream Content, string? DeclaredType, string? FileName, (MediaId Id, UploadRecord Record)? Upload = null);
