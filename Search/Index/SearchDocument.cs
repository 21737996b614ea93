namespace FastChat.Search.Index;

/// <summary>A message as it can be found now: after its last edit.</summary>
/// <param name="Sequence">Of the message, not of an edit; above 0.</param>
/// <param name="TimeMs">When it was sent.</param>
/// <param name="Sender">The account that sent it.</param>
/// <param name="Text">Its words.</param>
/// <param name="Traits">What else it has.</param>
/// <param name="Mentions">Accounts that it names.</param>
/// <param name="MentionsEveryone">Whether it names all.</param>
public sealed record SearchDocument(
    long Sequence,
    long TimeMs,
    UInt128 Sender,
    string Text,
    ContentTraits Traits = ContentTraits.None,
    IReadOnlyList<UInt128>? Mentions = null,
    bool MentionsEveryone = false)
{
    /// <summary>The resolution of an index; never negative.</summary>
    public long Seconds => Math.Max(0, TimeMs / 1_000);
}
