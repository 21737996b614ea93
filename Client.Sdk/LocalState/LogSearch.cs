using FastChat.Protocol.Identifiers;

namespace FastChat.Client.LocalState;

/// <summary>
/// The search of a device that lost part of its state (restored backup): own entries with numbers above the known one have
/// to be in the store before anything is sent. Storing an entry removes the draft with its message id, so the search is
/// done once the log is here without gaps from its head down to an own entry of a known number.
/// </summary>
internal static class LogSearch
{
    /// <summary>Where to fetch on: entries before this sequence (0: from the head); null: certain.</summary>
    public static long? Next(StoreConnection connection, ConversationId id)
    {
        var (key, known, head, first) = connection.First(
            "SELECT key, known_number, head_sequence, first_visible FROM conversations WHERE id = $1",
            row => (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3)), ConversationTable.Bytes(id));
        if (key == 0 || head < first)
            return null;
        var top = RangeTable.Newest(connection, key).Top;
        if (top.Last < head)
            return 0;
        var certain = top.First <= first || connection.Number(
            """
            SELECT 1 FROM entries WHERE conversation = $1 AND own_number BETWEEN 1 AND $2 AND sequence >= $3 LIMIT 1
            """,
            key, known + 1, top.First) == 1;
        return certain ? null : top.First;
    }
}
