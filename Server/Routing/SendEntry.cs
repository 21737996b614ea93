using FastChat.Protocol;

namespace FastChat.Server.Routing;

/// <summary>What the shard has to know of one encoded entry of a send.</summary>
/// <param name="MessageId">Compared when the number was used before.</param>
/// <param name="End">Where it ends in the command's bytes.</param>
/// <param name="Kind">Of the entry.</param>
/// <param name="Target">The message it refers to; 0: none.</param>
/// <param name="Flags">Bits of <see cref="EntryFlag"/>.</param>
/// <param name="Needs">The permissions that the sender must have, all of them.</param>
internal readonly record struct SendEntry(
    ulong MessageId,
    int End,
    EntryKind Kind,
    ulong Target,
    uint Flags,
    Permission Needs)
{
    /// <summary>What one takes in an array.</summary>
    public const int Bytes = 32;

    /// <summary>Whether it raises the ordinal.</summary>
    public bool CountsAsUnread => (Flags & (uint)EntryFlag.CountsAsUnread) != 0;

    /// <summary>A reply in the thread of <see cref="Target"/>.</summary>
    public bool IsReply => Kind == EntryKind.Message && Target != 0;
}
