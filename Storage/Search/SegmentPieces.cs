using System.Buffers;
using FastChat.Protocol.Identifiers;
using FastChat.Search.Index;
using FastChat.Storage.Engine;
using FastChat.Storage.Keys;
using FastChat.Storage.Records;
using FastChat.Storage.Sealing;

namespace FastChat.Storage.Search;

/// <summary>Opens the pieces of one stored segment. One thread at a time; what it gave is valid until it is disposed.</summary>
public sealed class SegmentPieces : IPieceSource, IDisposable
{
    private readonly RocksDatabase _database;
    private readonly DataKey? _key;
    private readonly ConversationId _conversation;
    private readonly uint _segment;
    private readonly bool _isWholeRead;
    private readonly List<byte[]> _rented = [];

    internal SegmentPieces(RocksDatabase database, DataKey? key, ConversationId conversation, uint segment, bool isWholeRead)
    {
        (_database, _key, _conversation, _segment, _isWholeRead) = (database, key, conversation, segment, isWholeRead);
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Read(int number)
    {
        if (_key is null) return default;
        Span<byte> keyRoom = stackalloc byte[StorageLimits.KeyBytesMax];
        var key = RowKey.SearchPiece(keyRoom, _conversation, _segment, number);
        using var value = _database.Get(Table.Search, key);
        if (!value.Exists) return default;
        var room = Room(Rows.PlaintextLength(value.Bytes));
        return room.AsMemory(0, Rows.Open(Table.Search, key, value.Bytes, _key, room));
    }

    public void Dispose()
    {
        foreach (var array in _rented) ArrayPool<byte>.Shared.Return(array);
        _rented.Clear();
    }

    private byte[] Room(int bytes)
    {
        if (_isWholeRead) return new byte[bytes];
        var rented = ArrayPool<byte>.Shared.Rent(bytes);
        _rented.Add(rented);
        return rented;
    }
}
