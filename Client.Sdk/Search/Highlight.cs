namespace FastChat.Client;

/// <summary>A part of an excerpt that a search looked for.</summary>
/// <param name="Start">Where it begins, in UTF-16 code units (<see cref="string"/> indexes).</param>
/// <param name="Length">How long it is, in UTF-16 code units.</param>
public readonly record struct Highlight(int Start, int Length);
