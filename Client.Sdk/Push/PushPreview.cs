namespace FastChat.Client;

/// <summary>The message that a push tells of.</summary>
/// <param name="Title">The conversation's title; empty in direct ones.</param>
/// <param name="From">Who wrote it.</param>
/// <param name="Text">The beginning of its text.</param>
public sealed record PushPreview(string Title, string From, string Text);
