using FastChat.Protocol.Codec;
using FastChat.Protocol.Identifiers;
using FastChat.Storage;

namespace FastChat.Server.Push;

/// <summary>
/// What is new in conversations since they were looked at last. Remembers that of a bounded number; of the others it goes by the
/// times in the log, so the same may come twice, and nothing is left out. One thread.
/// </summary>
internal sealed class NewMessages(ChatDatabase database)
{
    private readonly Dictionary<ConversationId, ulong> _examined = [];

    /// <summary>Messages that somebody may be notified of, by sequence; of many the last ones.</summary>
    /// <param name="conversation">Where.</param>
    /// <param name="head">Its last sequence.</param>
    /// <param name="sinceMs">From when on, if it is not remembered.</param>
    public IReadOnlyList<NotableMessage> Read(ConversationId conversation, ulong head, long sinceMs)
    {
        var found = new Queue<NotableMessage>();
        if (!_examined.TryGetValue(conversation, out var after)) after = StartOf(conversation, head, sinceMs);
        if (after < head)
        {
            database.Blocks.ReadForward(conversation, after + 1, (_, block) =>
            {
                Take(block, after, head, found);
                return true;
            });
        }

        return [.. found];
    }

    /// <summary>All up to the head was dealt with.</summary>
    public void Examined(ConversationId conversation, ulong head)
    {
        // Rather all at once than a list of uses: what is forgotten is found by time.
        if (_examined.Count >= PushLimits.ExaminedMax) _examined.Clear();
        _examined[conversation] = head;
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

    /// <summary>The last sequence before a time.</summary>
    private ulong StartOf(ConversationId conversation, ulong head, long sinceMs)
    {
        var (start, blocks) = (head, 0);
        database.Blocks.ReadBackward(conversation, head, (first, block) =>
        {
            if (!BlockReader.TryOpen(block, out var reader) || reader.ServerTimeMs < sinceMs) return false;
            start = first - 1;
            return ++blocks < PushLimits.BlocksBackMax;
        });
        return start;
    }
}
