using System.Buffers.Binary;
using FastChat.Protocol;
using FastChat.Server.Routing;
using Google.Protobuf;
using SearchHit = FastChat.Search.Execution.SearchHit;

namespace FastChat.Server.Handlers;

/// <summary>Where the next page of a search begins: behind the last hit of this one. Opaque to clients, secret to nobody.</summary>
internal static class SearchContinuation
{
    private const int Bytes = sizeof(float) + sizeof(long) + 16 + sizeof(long);

    public static ByteString Write(in SearchHit last)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        BinaryPrimitives.WriteSingleBigEndian(bytes, last.Score);
        BinaryPrimitives.WriteInt64BigEndian(bytes[4..], last.Seconds);
        BinaryPrimitives.WriteUInt128BigEndian(bytes[12..], last.Conversation);
        BinaryPrimitives.WriteInt64BigEndian(bytes[28..], last.Sequence);
        return ByteString.CopyFrom(bytes);
    }

    /// <summary>Null: from the first hit.</summary>
    public static SearchHit? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return null;
        if (bytes.Length != Bytes) throw new RefusalException(Code.BadCursor, "This is no continuation of a search.");
        return new SearchHit(
            BinaryPrimitives.ReadUInt128BigEndian(bytes[12..]),
            BinaryPrimitives.ReadInt64BigEndian(bytes[28..]),
            BinaryPrimitives.ReadInt64BigEndian(bytes[4..]),
            BinaryPrimitives.ReadSingleBigEndian(bytes));
    }
}
