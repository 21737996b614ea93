namespace FastChat.Search;

/// <summary>A piece of a segment is missing, or is not what this version writes.</summary>
public sealed class SearchFormatException(string message) : Exception(message);
