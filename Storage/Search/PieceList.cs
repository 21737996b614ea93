using FastChat.Search.Index;

namespace FastChat.Storage.Search;

/// <summary>The pieces of a new segment, before they are stored.</summary>
internal sealed class PieceList : IPieceSink
{
    private readonly List<(int Number, byte[] Bytes)> _pieces = [];

    public IReadOnlyList<(int Number, byte[] Bytes)> All => _pieces;

    public void Put(int number, ReadOnlySpan<byte> bytes) => _pieces.Add((number, bytes.ToArray()));
}
