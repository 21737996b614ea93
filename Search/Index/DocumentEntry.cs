namespace FastChat.Search.Index;

/// <summary>A message of a segment: how many places it takes, the one before its words included.</summary>
internal readonly record struct DocumentEntry(long Sequence, long Seconds, int Places);
