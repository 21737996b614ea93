using FastChat.Search.Index;

namespace FastChat.Storage.Search;

/// <summary>A message as the log has it now.</summary>
/// <param name="Document">What can be found of it, with its exact time.</param>
/// <param name="EditSequence">Of the edit that was applied; 0: none was.</param>
public sealed record FoundMessage(SearchDocument Document, ulong EditSequence)
{
    public bool IsEdited => EditSequence > 0;
}
