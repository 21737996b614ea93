using FastChat.Protocol.Codec;
using FastChat.Protocol.Identifiers;
using FastChat.Storage;

namespace FastChat.Server.Push;

/// <summary>Reads the messages of a log that somebody may be notified of.</summary>
internal static class NewMessages
{
    /// <summary>By sequence; of many the last ones.</summary>
    public static IReadOnlyList<NotableMessage> Read(ChatDatabase database, ConversationId conversation, ulong after, ulong head)
    {
        var found = new Queue<NotableMessage>();
        if (after >= head) return [];
        database.Blocks.ReadForward(conversation, after + 1, (first, block) =>
        {
            if (first <= head) Take(block, after, head, found);
            return first <= head;
        });
        return [.. found];
    }

    private static void Take(ReadOnlySpan<byte> block, ulong after, ulong head, Queue<NotableMessage> found)
    {
        if (!BlockReader.TryOpen(block, out var reader)) return;
        while (reader.TryRead(out var entry))
        {
            if (entry.Sequence <= after || entry.Sequence > head || NotableMessage.Of(in entry, reader.ServerTimeMs) is not { } message) continue;
            found.Enqueue(message);
            if (found.Count > PushLimits.MessagesMax) found.Dequeue();
        }
    }
}
