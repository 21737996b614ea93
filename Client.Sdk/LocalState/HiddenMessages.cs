using System.Collections.Immutable;

namespace FastChat.Client.LocalState;

/// <summary>What of a conversation this account has deleted for itself, and what came while it had blocked the other side.</summary>
/// <param name="Through">All up to here.</param>
/// <param name="Sequences">And these.</param>
/// <param name="Ranges">And all from the first to the last of each.</param>
internal sealed record HiddenMessages(long Through, HashSet<long> Sequences, ImmutableArray<(long First, long Last)> Ranges)
{
    public static HiddenMessages None { get; } = new(0, [], []);

    public bool Contains(long sequence) =>
        sequence <= Through || Sequences.Contains(sequence) || Ranges.Any(range => sequence >= range.First && sequence <= range.Last);
}
