using FastChat.Protocol.Identifiers;
using FastChat.Storage.Conversations;

namespace FastChat.Server.Routing;

/// <summary>
/// What the server remembers of one device's sends in one conversation: the last number, and where the last 256 went, as
/// runs (invariant A3). Owned by the conversation's loop.
/// </summary>
internal sealed class SendWindow(DeviceId device)
{
    private SendRun[] _runs = new SendRun[2];

    public DeviceId Device { get; } = device;

    /// <summary>The last number accepted; the next one is one higher.</summary>
    public ulong Last { get; private set; }

    /// <summary>Changed in this turn and yet to be written.</summary>
    public bool IsDirty { get; set; }

    /// <summary>
    /// The session that was told of a refusal and whose later numbers are dropped until the expected one comes; 0: none.
    /// </summary>
    public long RefusedSession { get; set; }

    public ReadOnlySpan<SendRun> Runs => _runs.AsSpan(0, RunCount);

    private int RunCount { get; set; }

    public void Restore(ulong last, ReadOnlySpan<SendRun> runs)
    {
        Last = last;
        if (runs.Length > _runs.Length)
        {
            _runs = new SendRun[runs.Length];
        }

        runs.CopyTo(_runs);
        RunCount = runs.Length;
    }

    /// <summary>Takes the next numbers: <paramref name="count"/> of them, stored from <paramref name="sequence"/> on.</summary>
    public void Accept(uint count, ulong sequence)
    {
        var first = Last + 1;
        Last += count;
        RefusedSession = 0;
        ref var latest = ref _runs[Math.Max(RunCount - 1, 0)];
        if (RunCount > 0 && latest.FirstSequence + latest.Count == sequence)
        {
            latest = latest with { Count = latest.Count + count };
        }
        else
        {
            Forget();
            if (RunCount == _runs.Length)
            {
                Array.Resize(ref _runs, _runs.Length * 2);
            }

            _runs[RunCount++] = new SendRun(first, count, sequence);
        }
    }

    /// <summary>Where a used number went; false if it is too old to be remembered.</summary>
    public bool TryFind(ulong number, out ulong sequence)
    {
        foreach (ref readonly var run in Runs)
        {
            if (number >= run.FirstNumber && number < run.FirstNumber + run.Count)
            {
                sequence = run.FirstSequence + (number - run.FirstNumber);
                return number + RoutingLimits.SendWindowNumbers > Last;
            }
        }

        sequence = 0;
        return false;
    }

    /// <summary>Drops the runs that lie wholly before the last 256 numbers, so at most 257 remain.</summary>
    private void Forget()
    {
        var keep = 0;
        while (keep < RunCount && _runs[keep].FirstNumber + _runs[keep].Count + RoutingLimits.SendWindowNumbers <= Last)
        {
            keep++;
        }

        if (keep > 0)
        {
            _runs.AsSpan(keep, RunCount - keep).CopyTo(_runs);
            RunCount -= keep;
        }
    }
}
