namespace FastChat.Protocol.Codec;

/// <summary>What a `HistoryPage` says behind its blocks and references.</summary>
/// <param name="Truncated">There were more references than a page takes.</param>
/// <param name="FirstVisible">The first sequence that the reader may see.</param>
/// <param name="Head">The last sequence that it may see.</param>
public readonly record struct HistoryPageEnd(bool Truncated, ulong FirstVisible, ulong Head);
