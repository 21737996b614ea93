using FastChat.Search.Index;

namespace FastChat.Bench.Micro;

/// <summary>A segment's pieces in memory.</summary>
internal sealed class MemoryPieces : IPieceSink, IPieceSource
{
    private readonly Dictionary<int, byte[]> _pieces = [];

    public int Count => _pieces.Count;

    public void Put(int number, ReadOnlySpan<byte> bytes) => _pieces.Add(number, bytes.ToArray());

    public ReadOnlyMemory<byte> Read(int number) => _pieces.GetValueOrDefault(number, []);
}
