using FastChat.Protocol.Identifiers;

namespace FastChat.Client.LocalState;

/// <summary>What this account has deleted for itself. The server tells all of it, so a later word replaces an earlier one.</summary>
internal static class HiddenTable
{
    public static HiddenMessages Read(StoreConnection connection, ConversationId id)
    {
        var (key, through) = connection.First(
            "SELECT key, hidden_through FROM conversations WHERE id = $1", row => (row.GetInt64(0), row.GetInt64(1)), ConversationTable.Bytes(id));
        return new HiddenMessages(
            through,
            [.. connection.All("SELECT sequence FROM hidden WHERE conversation = $1", row => row.GetInt64(0), key)],
            [.. connection.All("SELECT first, last FROM hidden_ranges WHERE conversation = $1", row => (row.GetInt64(0), row.GetInt64(1)), key)]);
    }

    /// <summary>What came while the other side was blocked; as the server tells it, all of it each time.</summary>
    public static void ApplyRanges(StoreTransaction transaction, ConversationId id, long key, IEnumerable<(long First, long Last)> ranges)
    {
        var connection = transaction.Connection;
        foreach (var (first, last) in ranges)
        {
            if (connection.Run(
                "INSERT INTO hidden_ranges(conversation, first, last) VALUES($1, $2, $3) ON CONFLICT DO UPDATE SET last = $3 WHERE last < $3",
                key, first, last) == 0)
                continue;
            foreach (var sequence in connection.All(
                "SELECT sequence FROM entries WHERE conversation = $1 AND kind = 1 AND sequence BETWEEN $2 AND $3", row => row.GetInt64(0), key, first, last))
                EntryRemoval.Remove(transaction, id, key, sequence);
            transaction.Changed(id, ChangeKinds.Log | ChangeKinds.Summary);
        }
    }

    public static void Apply(StoreTransaction transaction, ConversationId id, long key, long through, IEnumerable<long> sequences)
    {
        var connection = transaction.Connection;
        var moved = connection.Run("UPDATE conversations SET hidden_through = $2 WHERE key = $1 AND hidden_through < $2", key, through);
        var gone = moved == 0 ? [] : connection.All(
            "SELECT sequence FROM entries WHERE conversation = $1 AND kind = 1 AND sequence <= $2", row => row.GetInt64(0), key, through);
        foreach (var sequence in gone)
            EntryRemoval.Remove(transaction, id, key, sequence);
        foreach (var sequence in sequences)
        {
            if (connection.Run("INSERT INTO hidden(conversation, sequence) VALUES($1, $2) ON CONFLICT DO NOTHING", key, sequence) == 0)
                continue;
            EntryRemoval.Remove(transaction, id, key, sequence);
            moved++;
        }

        if (moved > 0)
            transaction.Changed(id, ChangeKinds.Log | ChangeKinds.Summary);
    }
}
