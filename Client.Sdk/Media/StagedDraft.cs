namespace FastChat.Client.Media;

/// <summary>The staging record of one draft.</summary>
internal sealed record StagedDraft(IReadOnlyList<StagedFile> Files);
