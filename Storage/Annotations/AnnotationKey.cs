using System.Buffers.Binary;
using FastChat.Protocol.Identifiers;
using FastChat.Storage.Keys;

namespace FastChat.Storage.Annotations;

/// <summary>Builds shard ‖ conversation ‖ kind ‖ … in a buffer of <see cref="StorageLimits.KeyBytesMax"/>.</summary>
internal ref struct AnnotationKey
{
    /// <summary>Shard, conversation and kind.</summary>
    public const int PrefixBytes = RowKey.PrefixBytes + 1;

    private readonly Span<byte> _room;
    private int _length;

    public AnnotationKey(Span<byte> room, ConversationId conversation, AnnotationKind kind)
    {
        _room = room;
        RowKey.Part(room, conversation, (byte)kind);
        _length = PrefixBytes;
    }

    public readonly ReadOnlySpan<byte> Bytes => _room[.._length];

    public AnnotationKey Add(UInt128 id)
    {
        BinaryPrimitives.WriteUInt128BigEndian(_room[_length..], id);
        _length += Identifier.Bytes;
        return this;
    }

    public AnnotationKey Add(ulong number)
    {
        BinaryPrimitives.WriteUInt64BigEndian(_room[_length..], number);
        _length += sizeof(ulong);
        return this;
    }
}
