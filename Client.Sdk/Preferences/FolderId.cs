namespace FastChat.Client;

/// <summary>Names a folder of conversations, on all of the account's devices.</summary>
/// <param name="Value">Random, never 0.</param>
public readonly record struct FolderId(ulong Value);
