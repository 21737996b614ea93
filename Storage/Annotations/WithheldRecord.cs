using System.Collections.Immutable;
using FastChat.Storage.Records;
using MessagePack;

namespace FastChat.Storage.Annotations;

/// <summary>What of a direct conversation does not reach a member, because it has blocked the other one.</summary>
/// <param name="IsBlocking">It is so now: nothing after <paramref name="After"/> is there for the member.</param>
/// <param name="After">The last sequence that the member sees.</param>
/// <param name="Ordinal">How many entries up to it count as unread.</param>
/// <param name="TimeMs">When it was written.</param>
/// <param name="ReadSequence">As far as nothing is unread, since what came while it was blocked is no longer told of.</param>
/// <param name="ReadOrdinal">The ordinal there.</param>
/// <param name="Ranges">What came while earlier blocks held: pairs of a first and a last sequence, ascending.</param>
public sealed record WithheldRecord(
    bool IsBlocking, ulong After, ulong Ordinal, long TimeMs, ulong ReadSequence, ulong ReadOrdinal, ImmutableArray<ulong> Ranges)
    : IStoredRecord<WithheldRecord>
{
    public static WithheldRecord None { get; } = new(false, 0, 0, 0, 0, 0, []);

    static int IStoredRecord<WithheldRecord>.Elements => 7;

    static WithheldRecord IStoredRecord<WithheldRecord>.Read(ref MessagePackReader reader) => new(
        reader.ReadBoolean(),
        reader.ReadUInt64(),
        reader.ReadUInt64(),
        reader.ReadInt64(),
        reader.ReadUInt64(),
        reader.ReadUInt64(),
        reader.ReadNumbers());

    void IStoredRecord<WithheldRecord>.Write(ref MessagePackWriter writer)
    {
        writer.Write(IsBlocking);
        writer.Write(After);
        writer.Write(Ordinal);
        writer.Write(TimeMs);
        writer.Write(ReadSequence);
        writer.Write(ReadOrdinal);
        writer.WriteNumbers(Ranges);
    }

    /// <summary>The last sequence that the member may see of a log that ends at <paramref name="head"/>.</summary>
    public ulong Cap(ulong head) => IsBlocking ? Math.Min(head, After) : head;

    /// <summary>Whether an entry came while the other was blocked.</summary>
    public bool Holds(ulong sequence)
    {
        if (IsBlocking && sequence > After) return true;
        for (var i = 0; i + 1 < Ranges.Length; i += 2)
        {
            if (sequence >= Ranges[i] && sequence <= Ranges[i + 1]) return true;
        }

        return false;
    }

    /// <summary>Begins a block at the log's end.</summary>
    public WithheldRecord Blocked(ulong head, ulong ordinal, long timeMs) =>
        this with { IsBlocking = true, After = head, Ordinal = ordinal, TimeMs = timeMs };

    /// <summary>Ends it: what came meanwhile stays away. Of many blocks the first ones melt together with what lies between them.</summary>
    public WithheldRecord Unblocked(ulong head, ulong ordinal)
    {
        const int NumbersMax = 2 * RangesMax;
        if (head <= After) return this with { IsBlocking = false };
        ImmutableArray<ulong> ranges = [.. Ranges, After + 1, head];
        if (ranges.Length > NumbersMax) ranges = [ranges[0], .. ranges[3..]];
        return this with { IsBlocking = false, ReadSequence = head, ReadOrdinal = ordinal, Ranges = ranges };
    }

    private const int RangesMax = 64;
}
