using FastChat.Search.Index;

namespace FastChat.Storage.Search;

/// <summary>Pieces that were just made, to be read again.</summary>
internal sealed class MadePieces(Dictionary<int, byte[]> pieces) : IPieceSource
{
    public ReadOnlyMemory<byte> Read(int number) => pieces.GetValueOrDefault(number, []);
}
