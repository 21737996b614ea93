namespace FastChat.Search.Index;

/// <summary>Where a term's places are to be read.</summary>
/// <param name="Count">How many.</param>
/// <param name="Piece">The piece that tells them.</param>
/// <param name="Bit">Where in it: the places, or (chunked) the directory of the pieces that hold them.</param>
/// <param name="IsChunked">Whether they have pieces of their own.</param>
internal readonly record struct TermPlaces(int Count, ReadOnlyMemory<byte> Piece, long Bit, bool IsChunked);
