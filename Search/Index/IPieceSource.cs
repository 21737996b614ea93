namespace FastChat.Search.Index;

/// <summary>Gives back the pieces of a segment, opened.</summary>
public interface IPieceSource
{
    /// <summary>The bytes, valid as long as the segment is read; empty: there is no such piece.</summary>
    ReadOnlyMemory<byte> Read(int number);
}
