using FastChat.Protocol.Identifiers;
using FastChat.Storage.Keys;

namespace FastChat.Storage.Sealing;

/// <summary>Whose data key: a conversation's or account's id with its shard, or (<see cref="Server"/>) the server's.</summary>
internal readonly record struct KeyOwner(UInt128 Id, byte Shard)
{
    /// <summary>No id is zero, so zero stands for the server.</summary>
    public static KeyOwner Server => default;

    public Table Table => this == Server ? Table.Meta : Table.Keys;

    public static KeyOwner Of<T>(T id)
        where T : struct, IIdentifier<T> => new(id.Value, id.Shard());

    /// <summary>The key of a generation's row.</summary>
    public ReadOnlySpan<byte> RowKey(Span<byte> key, uint generation) =>
        this == Server ? Keys.RowKey.ServerKey(key, generation) : Keys.RowKey.DataKey(key, Shard, Id, generation);

    /// <summary>What the keys of all generations begin with.</summary>
    public ReadOnlySpan<byte> RowPrefix(Span<byte> key) => RowKey(key, 0)[..^sizeof(uint)];
}
