using FastChat.Protocol.Identifiers;

namespace FastChat.Server.Handlers;

/// <summary>Where the next page of a sync goes on: the last conversation looked at, then the cursor that the sync will end with.</summary>
internal readonly record struct SyncContinuation(ConversationId After, byte[] EndCursor)
{
    public byte[] Encode()
    {
        var bytes = new byte[Identifier.Bytes + EndCursor.Length];
        After.Write(bytes);
        EndCursor.CopyTo(bytes, Identifier.Bytes);
        return bytes;
    }

    public static bool TryDecode(ReadOnlySpan<byte> bytes, out SyncContinuation continuation)
    {
        continuation = default;
        if (bytes.Length <= Identifier.Bytes
            || !ConversationId.TryRead(bytes[..Identifier.Bytes], out var after)
            || !SyncCursor.TryDecode(bytes[Identifier.Bytes..], out _))
        {
            return false;
        }

        continuation = new SyncContinuation(after, bytes[Identifier.Bytes..].ToArray());
        return true;
    }
}
