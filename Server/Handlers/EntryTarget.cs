using FastChat.Protocol;
using FastChat.Protocol.Identifiers;

namespace FastChat.Server.Handlers;

/// <summary>The stored entry that another one refers to.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Sender">Who wrote it.</param>
/// <param name="Root">The thread that it is in; 0: none.</param>
/// <param name="Flags">Bits of <see cref="EntryFlag"/>.</param>
/// <param name="PollOptions">0: it is no poll.</param>
/// <param name="ClosesMs">When it takes no more votes; <see cref="long.MaxValue"/>: once it is closed.</param>
internal readonly record struct EntryTarget(
    EntryKind Kind, AccountId Sender, ulong Root, uint Flags, uint PollOptions, long ClosesMs)
{
    public bool Has(EntryFlag flag) => (Flags & (uint)flag) != 0;
}
