namespace FastChat.Bench.Load.Pairs;

/// <summary>
/// Counts what went wrong on the way to one receiver. The sender's numbers run 1, 2, 3 …; whatever arrives out of that
/// line is named for what it is. Used by one thread.
/// </summary>
internal sealed class DeliveryCheck(ulong lastNumberBefore)
{
    /// <summary>A number further ahead than this was never sent: no window is that wide.</summary>
    private const ulong AheadMax = 1_000_000;

    private readonly HashSet<ulong> _missing = [];
    private ulong _highest = lastNumberBefore;

    public long Delivered { get; private set; }

    public long Duplicated { get; private set; }

    public long Reordered { get; private set; }

    public long Altered { get; private set; }

    /// <summary>Which messages have not arrived, of those up to <paramref name="lastSent"/>.</summary>
    public long Lost(ulong lastSent) => _missing.Count + (long)(lastSent - _highest);

    public void Arrived(ulong number, bool intact)
    {
        if (!intact)
            Altered++;
        if (number == _highest + 1)
        {
            _highest = number;
            Delivered++;
        }
        else if (number > _highest + AheadMax)
        {
            Foreign();
        }
        else if (number > _highest)
        {
            for (var skipped = _highest + 1; skipped < number; skipped++)
                _missing.Add(skipped);
            _highest = number;
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
