using FastChat.Search.Index;

namespace FastChat.Client.LocalState;

/// <summary>The sealed pieces of one segment, on one connection.</summary>
internal sealed class SearchPieces(StoreConnection connection, long segment) : IPieceSource, IPieceSink
{
    public ReadOnlyMemory<byte> Read(int number)
    {
        var value = connection.Bytes("SELECT value FROM search_pieces WHERE segment = $1 AND piece = $2", segment, (long)number);
        return value is null ? default : connection.Seal.Open(StoreTable.SearchPiece, segment, number, value);
    }

    public void Put(int number, ReadOnlySpan<byte> bytes) => connection.Run(
        "INSERT OR REPLACE INTO search_pieces(segment, piece, value) VALUES($1, $2, $3)",
        segment, (long)number, connection.Seal.Seal(StoreTable.SearchPiece, segment, number, bytes));
}
