namespace FastChat.Storage.Messages;

/// <summary>Makes something immutable of a stored block and nothing else; the bytes are valid during the call only.</summary>
/// <param name="block">The block.</param>
/// <param name="isSmall">Whether it may be kept: some hundred bytes at most.</param>
public delegate T LastBlockMaker<out T>(ReadOnlySpan<byte> block, out bool isSmall);
