namespace FastChat.Search.Index;

/// <summary>What a finished segment holds.</summary>
/// <param name="Pieces">How many pieces it has; they are numbered from 0.</param>
/// <param name="Documents">Messages.</param>
/// <param name="Words">Places of words, one more for each message.</param>
/// <param name="Masks">Messages of older segments that it takes the place of, or that are gone.</param>
/// <param name="Bytes">All pieces together.</param>
public readonly record struct SegmentInfo(int Pieces, int Documents, int Words, int Masks, long Bytes);
