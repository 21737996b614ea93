namespace FastChat.Storage.Messages;

/// <summary>Gets stored blocks; the bytes are valid during the call only. False stops.</summary>
public delegate bool BlockVisitor(ulong firstSequence, ReadOnlySpan<byte> block);
