using FastChat.Protocol.Codec;
using FastChat.Protocol.Identifiers;
using FastChat.Storage;

namespace FastChat.Server.Routing;

/// <summary>
/// Up to where a follower has looked at logs. Remembers that of a bounded number; of the others it goes by the times in the log, so
/// the same may be looked at twice, and nothing is left out. One thread.
/// </summary>
internal sealed class ExaminedLogs(ChatDatabase database)
{
    private readonly Dictionary<ConversationId, ulong> _examined = [];

    /// <summary>The last sequence that was looked at.</summary>
    /// <param name="conversation">Where.</param>
    /// <param name="head">Its last sequence.</param>
    /// <param name="sinceMs">Entries from then on were not, where it is not remembered.</param>
    public ulong After(ConversationId conversation, ulong head, long sinceMs) =>
        _examined.TryGetValue(conversation, out var after) ? after : Before(database, conversation, head, sinceMs);

    /// <summary>All up to the head was dealt with.</summary>
    public void Done(ConversationId conversation, ulong head)
    {
        // Rather all at once than a list of uses: what is forgotten is found by time.
        if (_examined.Count >= RoutingLimits.ExaminedLogsMax) _examined.Clear();
        _examined[conversation] = head;
    }

    /// <summary>The last sequence before a time.</summary>
    public static ulong Before(ChatDatabase database, ConversationId conversation, ulong head, long sinceMs)
    {
        var start = head;
        database.Blocks.ReadBackward(conversation, head, (first, block) =>
        {
            if (!BlockReader.TryOpen(block, out var reader) || reader.ServerTimeMs < sinceMs) return false;
            start = first - 1;
            return start > 0;
        });
        return start;
    }
}
