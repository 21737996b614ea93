using System.Runtime.InteropServices;

namespace FastChat.Server.Concurrency;

/// <summary>
/// The moving parts of <see cref="MpscQueue{T}"/>, on cache lines of their own: producers fight over Tail, the consumer
/// writes Head, both look at Parked. (A type of its own because a generic type cannot have an explicit layout.)
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct QueueCursors
{
    /// <summary>The next position to write.</summary>
    [FieldOffset(64)]
    internal long Tail;

    /// <summary>The next position to read.</summary>
    [FieldOffset(128)]
    internal long Head;

    /// <summary>1 while the consumer rests and waits for a wake-up.</summary>
    [FieldOffset(192)]
    internal int Parked;
}
