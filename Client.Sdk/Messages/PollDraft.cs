using System.Collections.Immutable;

namespace FastChat.Client;

/// <summary>A poll to be sent.</summary>
/// <param name="Question">What is asked; 1 to 1,024 bytes of UTF-8.</param>
/// <param name="Options">2 to 32 answers.</param>
public sealed record PollDraft(string Question, ImmutableArray<string> Options)
{
    /// <summary>Whether several options may be chosen.</summary>
    public bool Multiple { get; init; }

    /// <summary>Whether nobody but the server is to know who chose what. Voting then needs a connection.</summary>
    public bool Anonymous { get; init; }

    /// <summary>For how long votes are taken, in whole seconds; null: until <see cref="Conversation.ClosePollAsync"/>.</summary>
    public TimeSpan? ClosesAfter { get; init; }
}
