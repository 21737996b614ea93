using System.Buffers.Binary;
using FastChat.Search.Execution;
using Google.Protobuf;

namespace FastChat.Client.Search;

/// <summary>Positions between the pages of a search, as texts that applications keep.</summary>
internal static class SearchPositions
{
    private const int Bytes = sizeof(float) + sizeof(long) + 16 + sizeof(long);

    public static string Write(ByteString bytes) => Convert.ToBase64String(bytes.Span);

    public static ByteString Read(string? text)
    {
        if (text is null)
            return ByteString.Empty;
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var written) ? ByteString.CopyFrom(bytes.AsSpan(0, written)) : throw Wrong();
    }

    public static string Write(in SearchHit hit)
    {
        var bytes = new byte[Bytes];
        BinaryPrimitives.WriteSingleBigEndian(bytes, hit.Score);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(4), hit.Seconds);
        BinaryPrimitives.WriteUInt128BigEndian(bytes.AsSpan(12), hit.Conversation);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(28), hit.Sequence);
        return Convert.ToBase64String(bytes);
    }

    public static SearchHit? ReadHit(string? text)
    {
        if (text is null)
            return null;
        var bytes = Read(text).Span;
        if (bytes.Length != Bytes)
            throw Wrong();
        return new SearchHit(
            BinaryPrimitives.ReadUInt128BigEndian(bytes[12..]),
            BinaryPrimitives.ReadInt64BigEndian(bytes[28..]),
            BinaryPrimitives.ReadInt64BigEndian(bytes[4..]),
            BinaryPrimitives.ReadSingleBigEndian(bytes));
    }

    private static ChatException Wrong() => new(ErrorCode.BadCursor, "This is no position of a search.");
}
