using System.Buffers.Binary;
using System.Text;
using FastChat.Protocol.Identifiers;

namespace FastChat.Storage.Keys;

/// <summary>
/// Builds RocksDB keys (docs/STORAGE.md) in a span of the caller, usually on its stack; numbers are big-endian so that byte
/// order is number order. Each method returns the part that it filled.
/// </summary>
internal static class RowKey
{
    /// <summary>Shard and id: what all rows of one owner begin with.</summary>
    public const int PrefixBytes = 1 + Identifier.Bytes;

    /// <summary>The loop: what all rows of one loop begin with in `feed`.</summary>
    public const int FeedPrefixBytes = 1;

    /// <summary>shard ‖ id</summary>
    public static ReadOnlySpan<byte> Owner<T>(Span<byte> key, T id)
        where T : struct, IIdentifier<T>
    {
        key[0] = id.Shard();
        BinaryPrimitives.WriteUInt128BigEndian(key[1..], id.Value);
        return key[..PrefixBytes];
    }

    /// <summary>The first key after all that begin with shard ‖ id; only the very last id has none and is never given.</summary>
    public static ReadOnlySpan<byte> OwnerEnd<T>(Span<byte> key, T id)
        where T : struct, IIdentifier<T>
    {
        Owner(key, id);
        var last = PrefixBytes - 1;
        while (++key[last] == 0) last--;
        return key[..PrefixBytes];
    }

    /// <summary>shard ‖ id ‖ part</summary>
    public static ReadOnlySpan<byte> Part<T>(Span<byte> key, T id, byte part)
        where T : struct, IIdentifier<T>
    {
        Owner(key, id);
        key[PrefixBytes] = part;
        return key[..(PrefixBytes + 1)];
    }

    /// <summary>shard ‖ id ‖ part ‖ sub-id</summary>
    public static ReadOnlySpan<byte> Part<T>(Span<byte> key, T id, byte part, UInt128 subId)
        where T : struct, IIdentifier<T>
    {
        Part(key, id, part);
        BinaryPrimitives.WriteUInt128BigEndian(key[(PrefixBytes + 1)..], subId);
        return key[..(PrefixBytes + 1 + Identifier.Bytes)];
    }

    /// <summary>shard(owner) ‖ owner ‖ id</summary>
    public static ReadOnlySpan<byte> Pair<TOwner, T>(Span<byte> key, TOwner owner, T id)
        where TOwner : struct, IIdentifier<TOwner>
        where T : struct, IIdentifier<T>
    {
        Owner(key, owner);
        BinaryPrimitives.WriteUInt128BigEndian(key[PrefixBytes..], id.Value);
        return key[..(PrefixBytes + Identifier.Bytes)];
    }

    /// <summary>shard(owner) ‖ owner ‖ part ‖ id</summary>
    public static ReadOnlySpan<byte> PartOf<TOwner, T>(Span<byte> key, TOwner owner, byte part, T id)
        where TOwner : struct, IIdentifier<TOwner>
        where T : struct, IIdentifier<T>
        => PartOf(key, owner, part, id.Value);

    /// <summary>The same, of an id of several kinds.</summary>
    public static ReadOnlySpan<byte> PartOf<TOwner>(Span<byte> key, TOwner owner, byte part, UInt128 id)
        where TOwner : struct, IIdentifier<TOwner>
    {
        Part(key, owner, part);
        BinaryPrimitives.WriteUInt128BigEndian(key[(PrefixBytes + 1)..], id);
        return key[..(PrefixBytes + 1 + Identifier.Bytes)];
    }

    /// <summary>shard ‖ conversation ‖ first sequence</summary>
    public static ReadOnlySpan<byte> Block(Span<byte> key, ConversationId conversation, ulong firstSequence)
    {
        Owner(key, conversation);
        BinaryPrimitives.WriteUInt64BigEndian(key[PrefixBytes..], firstSequence);
        return key[..(PrefixBytes + sizeof(ulong))];
    }

    /// <summary>shard ‖ conversation ‖ target ‖ sequence</summary>
    public static ReadOnlySpan<byte> Target(Span<byte> key, ConversationId conversation, ulong target, ulong sequence)
    {
        Block(key, conversation, target);
        BinaryPrimitives.WriteUInt64BigEndian(key[(PrefixBytes + sizeof(ulong))..], sequence);
        return key[..(PrefixBytes + (2 * sizeof(ulong)))];
    }

    /// <summary>shard ‖ conversation ‖ 1 ‖ segment ‖ piece</summary>
    public static ReadOnlySpan<byte> SearchPiece(Span<byte> key, ConversationId conversation, uint segment, int piece)
    {
        Part(key, conversation, 1);
        BinaryPrimitives.WriteUInt32BigEndian(key[(PrefixBytes + 1)..], segment);
        BinaryPrimitives.WriteInt32BigEndian(key[(PrefixBytes + 1 + sizeof(uint))..], piece);
        return key[..(PrefixBytes + 1 + (2 * sizeof(uint)))];
    }

    /// <summary>shard ‖ conversation ‖ 2 ‖ sequence</summary>
    public static ReadOnlySpan<byte> SearchErased(Span<byte> key, ConversationId conversation, ulong sequence)
    {
        Part(key, conversation, 2);
        BinaryPrimitives.WriteUInt64BigEndian(key[(PrefixBytes + 1)..], sequence);
        return key[..(PrefixBytes + 1 + sizeof(ulong))];
    }

    /// <summary>shard ‖ id ‖ generation</summary>
    public static ReadOnlySpan<byte> DataKey(Span<byte> key, byte shard, UInt128 id, uint generation)
    {
        key[0] = shard;
        BinaryPrimitives.WriteUInt128BigEndian(key[1..], id);
        BinaryPrimitives.WriteUInt32BigEndian(key[PrefixBytes..], generation);
        return key[..(PrefixBytes + sizeof(uint))];
    }

    /// <summary>loop ‖ turn</summary>
    public static ReadOnlySpan<byte> FeedRow(Span<byte> key, byte loop, long turn)
    {
        key[0] = loop;
        BinaryPrimitives.WriteInt64BigEndian(key[1..], turn);
        return key[..(1 + sizeof(long))];
    }

    /// <summary>A row of `meta`: its kind, and a name where the kind has several.</summary>
    public static ReadOnlySpan<byte> Meta(Span<byte> key, ReadOnlySpan<byte> kind, string name = "")
    {
        kind.CopyTo(key);
        if (Encoding.UTF8.GetByteCount(name) > StorageLimits.NameBytesMax)
        {
            throw new ArgumentException("The name is too long.", nameof(name));
        }

        return key[..(kind.Length + Encoding.UTF8.GetBytes(name, key[kind.Length..]))];
    }

    /// <summary>`server-key` ‖ generation</summary>
    public static ReadOnlySpan<byte> ServerKey(Span<byte> key, uint generation)
    {
        var kind = MetaRows.ServerKey;
        kind.CopyTo(key);
        BinaryPrimitives.WriteUInt32BigEndian(key[kind.Length..], generation);
        return key[..(kind.Length + sizeof(uint))];
    }

    /// <summary>0x00 ‖ id: what belongs to the server as a whole is shard 0's.</summary>
    public static ReadOnlySpan<byte> OfServer(Span<byte> key, UInt128 id)
    {
        key[0] = 0;
        BinaryPrimitives.WriteUInt128BigEndian(key[1..], id);
        return key[..PrefixBytes];
    }

    /// <summary>0x00 ‖ number</summary>
    public static ReadOnlySpan<byte> OfServer(Span<byte> key, ulong number)
    {
        key[0] = 0;
        BinaryPrimitives.WriteUInt64BigEndian(key[1..], number);
        return key[..(1 + sizeof(ulong))];
    }

    /// <summary>The id after the shard byte.</summary>
    public static UInt128 ReadOwner(ReadOnlySpan<byte> key) => BinaryPrimitives.ReadUInt128BigEndian(key[1..]);

    /// <summary>The second id of a <see cref="Pair"/> key.</summary>
    public static UInt128 ReadSecond(ReadOnlySpan<byte> key) =>
        BinaryPrimitives.ReadUInt128BigEndian(key[PrefixBytes..]);

    /// <summary>The number after the owner.</summary>
    public static ulong ReadNumber(ReadOnlySpan<byte> key) => BinaryPrimitives.ReadUInt64BigEndian(key[PrefixBytes..]);

    /// <summary>The second number of a <see cref="Target"/> key.</summary>
    public static ulong ReadSecondNumber(ReadOnlySpan<byte> key) =>
        BinaryPrimitives.ReadUInt64BigEndian(key[(PrefixBytes + sizeof(ulong))..]);
}
