using FastChat.Search.Index;

namespace FastChat.Storage.Search;

/// <summary>A message as the log has it now.</summary>
/// <param name="Document">What can be found of it, with its exact time.</param>
/// <param name="IsEdited">An edit was applied.</param>
public sealed record FoundMessage(SearchDocument Document, bool IsEdited);
