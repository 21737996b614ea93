using FastChat.Protocol.Identifiers;

namespace FastChat.Server.Handlers;

/// <summary>Where the next page of a sync goes on.</summary>
/// <param name="After">The last conversation looked at.</param>
/// <param name="FromStart">Whether the sync began from nothing; the pages after the first one then do so, too.</param>
/// <param name="EndCursor">The cursor that the sync will end with.</param>
internal readonly record struct SyncContinuation(ConversationId After, bool FromStart, byte[] EndCursor)
{
    private const int HeadBytes = Identifier.Bytes + 1;

    public byte[] Encode()
    {
        var bytes = new byte[HeadBytes + EndCursor.Length];
        After.Write(bytes);
        bytes[Identifier.Bytes] = FromStart ? (byte)1 : (byte)0;
        EndCursor.CopyTo(bytes, HeadBytes);
        return bytes;
    }

    public static bool TryDecode(ReadOnlySpan<byte> bytes, out SyncContinuation continuation)
    {
        continuation = default;
        if (bytes.Length <= HeadBytes
            || !ConversationId.TryRead(bytes[..Identifier.Bytes], out var after)
            || bytes[Identifier.Bytes] > 1
            || !SyncCursor.TryDecode(bytes[HeadBytes..], out _))
        {
            return false;
        }

        continuation = new SyncContinuation(after, bytes[Identifier.Bytes] == 1, bytes[HeadBytes..].ToArray());
        return true;
    }
}
