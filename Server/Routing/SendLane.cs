using FastChat.Protocol.Identifiers;

namespace FastChat.Server.Routing;

/// <summary>
/// One conversation as one connection sends to it: its shard, how many sends are on their way, and whether a refusal
/// stopped them. The read loop owns all but the count, which the shard's loop lowers.
/// </summary>
internal sealed class SendLane(ConversationId conversation, SendBytes bytes)
{
    private int _unacked;

    public ConversationId Conversation { get; } = conversation;

    public byte Shard { get; } = conversation.Shard();

    /// <summary>After a refusal: the number to wait for; what has a higher one is dropped. 0: nothing was refused.</summary>
    public ulong Expected { get; set; }

    /// <summary>Which of the connection's changes of lane came to this one last.</summary>
    public long LastUse { get; set; }

    /// <summary>Entries that were routed and neither acked nor refused yet.</summary>
    public int Unacked => Volatile.Read(ref _unacked);

    public void Routed(int count, int byteCount)
    {
        Interlocked.Add(ref _unacked, count);
        bytes.Add(byteCount);
    }

    public void Finished(int count, int byteCount)
    {
        Interlocked.Add(ref _unacked, -count);
        bytes.Add(-byteCount);
    }
}
