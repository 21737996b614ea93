namespace FastChat.Bench.Load.Streams;

/// <summary>
/// Counts what went wrong on the way to one receiver. The sender's numbers run 1, 2, 3 …; whatever arrives out of that
/// line is named for what it is. Used by one thread.
/// </summary>
internal sealed class DeliveryCheck(ulong lastNumberBefore)
{
    /// <summary>A number further ahead than this was never sent: no window is that wide.</summary>
    private const ulong AheadMax = 1_000_000;

    private readonly HashSet<ulong> _missing = [];

    /// <summary>The highest number that arrived.</summary>
    public ulong Highest { get; private set; } = lastNumberBefore;

    public long Delivered { get; private set; }

    public long Duplicated { get; private set; }

    public long Reordered { get; private set; }

    public long Altered { get; private set; }

    /// <summary>Which messages have not arrived, of those up to <paramref name="lastSent"/>.</summary>
    public long Lost(ulong lastSent) => _missing.Count + (long)(lastSent - Highest);

    public void Arrived(ulong number, bool intact)
    {
        if (!intact)
            Altered++;
        if (number == Highest + 1)
        {
            Highest = number;
            Delivered++;
        }
        else if (number > Highest + AheadMax)
        {
            Foreign();
        }
        else if (number > Highest)
        {
            for (var skipped = Highest + 1; skipped < number; skipped++)
                _missing.Add(skipped);
            Highest = number;
            Delivered++;
        }
        else if (_missing.Remove(number))
        {
            Reordered++;
            Delivered++;
        }
        else
        {
            Duplicated++;
        }
    }

    /// <summary>Something that cannot be one of the sender's messages.</summary>
    public void Foreign() => Altered++;
}
