using FastChat.Protocol;

namespace FastChat.Server.Routing;

/// <summary>What the shard has to know of one encoded entry of a send.</summary>
/// <param name="MessageId">Compared when the number was used before.</param>
/// <param name="End">Where it ends in the command's bytes.</param>
/// <param name="Kind">Of the entry.</param>
/// <param name="Target">The message it refers to; 0: none.</param>
/// <param name="CountsAsUnread">Whether it raises the ordinal.</param>
/// <param name="NeedsModerator">A deletion of somebody else's message.</param>
internal readonly record struct SendEntry(
    ulong MessageId,
    int End,
    EntryKind Kind,
    ulong Target,
    bool CountsAsUnread,
    bool NeedsModerator)
{
    /// <summary>What one takes in an array.</summary>
    public const int Bytes = 32;
}
