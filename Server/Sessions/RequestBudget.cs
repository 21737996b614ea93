namespace FastChat.Server.Sessions;

/// <summary>
/// How many requests, or sends, a connection may make now: a bucket that fills with time. Kept in 16 bytes, because every connection
/// has one. Used by the read loop only.
/// </summary>
internal struct RequestBudget(int burst, long nowMs)
{
    private long _filledMs = nowMs;
    private int _left = burst;
    private int _refusedInRow;

    /// <summary>Whether a client keeps asking although it is told to wait.</summary>
    internal readonly bool IsAbused => _refusedInRow > SessionLimits.RefusalsInRowMax;

    internal bool TryTake(int perSecond, int burst, long nowMs)
    {
        var filled = (nowMs - _filledMs) * perSecond / 1_000;
        if (filled > 0)
        {
            _left = (int)Math.Min(burst, _left + filled);
            _filledMs = nowMs;
        }

        // The limit may have been lowered since.
        _left = Math.Min(_left, burst);
        if (_left == 0)
        {
            _refusedInRow++;
            return false;
        }

        _left--;
        _refusedInRow = 0;
        return true;
    }
}
