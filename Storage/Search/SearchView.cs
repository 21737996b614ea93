namespace FastChat.Storage.Search;

/// <summary>Which entries of a conversation somebody may see.</summary>
public readonly record struct SearchView(ulong FirstSequence, ulong LastSequence);
