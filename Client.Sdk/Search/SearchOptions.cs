using System.Collections.Immutable;
using FastChat.Protocol.Identifiers;

namespace FastChat.Client;

/// <summary>How to search.</summary>
public sealed record SearchOptions
{
    /// <summary>In which conversations, at most 100; empty: in all that the account is in.</summary>
    public ImmutableArray<ConversationId> Conversations { get; init; } = [];

    /// <summary>What comes first.</summary>
    public SearchOrder Order { get; init; }

    /// <summary>Where to look.</summary>
    public SearchPlace Place { get; init; }

    /// <summary>Messages of one page, 1 to 50.</summary>
    public int Limit { get; init; } = 20;

    /// <summary><see cref="FoundPage.Next"/> of the page before, for the same query, order and place; null: the first page.</summary>
    public string? After { get; init; }
}
