using System.Collections.Immutable;
using FastChat.Protocol.Identifiers;

namespace FastChat.Client;

/// <summary>A message that a search found. <see cref="Conversation.OpenTimeline"/> around its sequence shows it among the others.</summary>
/// <param name="Conversation">Where it is.</param>
/// <param name="Sequence">Its place in the conversation.</param>
/// <param name="Sender">Who sent it.</param>
/// <param name="At">When, by the server's clock.</param>
/// <param name="Excerpt">The part of its text around what was found, at most 240 UTF-16 code units.</param>
/// <param name="Highlights">What was found, within the excerpt: ascending, not overlapping.</param>
/// <param name="Edited">The excerpt is of its last edit.</param>
public sealed record FoundMessage(
    ConversationId Conversation,
    long Sequence,
    Account Sender,
    DateTimeOffset At,
    string Excerpt,
    ImmutableArray<Highlight> Highlights,
    bool Edited)
{
    /// <summary>Text was left out before the excerpt.</summary>
    public bool IsCutAtStart { get; init; }

    /// <summary>Text was left out after the excerpt.</summary>
    public bool IsCutAtEnd { get; init; }
}
