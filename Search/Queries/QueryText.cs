namespace FastChat.Search.Queries;

/// <summary>Words to look for that stand one behind the other; often one.</summary>
/// <param name="Terms">Folded, in UTF-8.</param>
/// <param name="IsPrefix">The last of them is the beginning of a word.</param>
/// <param name="IsExcluded">Written with a minus sign: texts with it are left out.</param>
public sealed record QueryText(IReadOnlyList<byte[]> Terms, bool IsPrefix, bool IsExcluded);
