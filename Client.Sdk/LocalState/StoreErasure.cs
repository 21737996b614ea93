namespace FastChat.Client.LocalState;

/// <summary>Forgets all that a store holds; freed pages are overwritten (secure_delete).</summary>
internal static class StoreErasure
{
    private static readonly string[] Statements =
    [
        "DELETE FROM conversations", "DELETE FROM entries", "DELETE FROM ranges", "DELETE FROM outbox", "DELETE FROM once",
        "DELETE FROM members", "DELETE FROM profiles", "DELETE FROM positions",
        "DELETE FROM mentions", "DELETE FROM pins", "DELETE FROM threads", "DELETE FROM hidden",
        "DELETE FROM search_segments", "DELETE FROM search_pieces", "DELETE FROM search_pending",
        "DELETE FROM personal", "DELETE FROM personal_changes", "DELETE FROM hidden_ranges",
        "DELETE FROM meta WHERE name <> 'key-check'",
    ];

    public static void Run(StoreTransaction transaction)
    {
        foreach (var statement in Statements)
            transaction.Connection.Run(statement);
        transaction.Changes.Reset();
    }
}
