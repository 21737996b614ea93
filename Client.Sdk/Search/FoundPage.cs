using System.Collections.Immutable;

namespace FastChat.Client;

/// <summary>A page of what a search found.</summary>
/// <param name="Messages">In order.</param>
/// <param name="Next">For <see cref="SearchOptions.After"/>; null: there is no more.</param>
/// <param name="Incomplete">
/// Not everything was looked through: an index is still being made, time ran out, or too many words begin with a prefix.
/// </param>
public sealed record FoundPage(ImmutableArray<FoundMessage> Messages, string? Next, bool Incomplete);
