namespace FastChat.Client;

/// <summary>Formatting of a part of a message's text. Parts may lie within each other; at most 256 in a message.</summary>
/// <param name="Start">Where it begins, in UTF-16 code units (<see cref="string"/> indexes).</param>
/// <param name="Length">How long it is, in UTF-16 code units.</param>
/// <param name="Style">How to show it.</param>
/// <param name="Argument">The address of a link, the number of a list item, the language of a code block; otherwise empty.</param>
public sealed record TextEntity(int Start, int Length, TextStyle Style, string Argument = "");
