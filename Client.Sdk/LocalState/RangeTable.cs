namespace FastChat.Client.LocalState;

/// <summary>Which sequences of a log are known without gaps. All take the conversation's key.</summary>
internal static class RangeTable
{
    /// <summary>Adds first to last and melts it with what it touches.</summary>
    public static void Add(StoreConnection connection, long conversation, long first, long last)
    {
        var touching = connection.First(
            """
            SELECT COUNT(*), MIN(first), MAX(last) FROM ranges WHERE conversation = $1 AND first <= $2 AND last >= $3
            """,
            row => row.GetInt64(0) == 0 ? (long[]?)null : [row.GetInt64(1), row.GetInt64(2)],
            conversation, last + 1, first - 1);
        if (touching is [var low, var high])
        {
            if (low <= first && high >= last && connection.Number(
                "SELECT 1 FROM ranges WHERE conversation = $1 AND first <= $2 AND last >= $3", conversation, first, last) == 1)
                return;
            (first, last) = (Math.Min(first, low), Math.Max(last, high));
            connection.Run(
                "DELETE FROM ranges WHERE conversation = $1 AND first <= $2 AND last >= $3", conversation, last + 1, first - 1);
        }

        connection.Run("INSERT INTO ranges(conversation, first, last) VALUES($1, $2, $3)", conversation, first, last);
    }

    /// <summary>The range that holds a sequence; (0, 0) if none does.</summary>
    public static (long First, long Last) Holding(StoreConnection connection, long conversation, long sequence) =>
        connection.First(
            "SELECT first, last FROM ranges WHERE conversation = $1 AND first <= $2 AND last >= $2",
            row => (row.GetInt64(0), row.GetInt64(1)), conversation, sequence);

    /// <summary>The newest range and the one beneath it; (0, 0) for what is not there.</summary>
    public static ((long First, long Last) Top, (long First, long Last) Beneath) Newest(
        StoreConnection connection, long conversation)
    {
        var ranges = connection.All(
            "SELECT first, last FROM ranges WHERE conversation = $1 ORDER BY first DESC LIMIT 2",
            row => (row.GetInt64(0), row.GetInt64(1)), conversation);
        return (ranges.Count > 0 ? ranges[0] : default, ranges.Count > 1 ? ranges[1] : default);
    }
}
