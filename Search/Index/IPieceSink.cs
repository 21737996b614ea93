namespace FastChat.Search.Index;

/// <summary>Takes the pieces of a segment as they are made; the caller seals and stores them.</summary>
public interface IPieceSink
{
    /// <summary>One piece, valid during the call. Piece 0, the directory, comes last.</summary>
    void Put(int number, ReadOnlySpan<byte> bytes);
}
