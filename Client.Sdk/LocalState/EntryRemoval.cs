using FastChat.Protocol.Identifiers;
using Google.Protobuf;
using Wire = FastChat.Protocol;

namespace FastChat.Client.LocalState;

/// <summary>
/// Cuts content out of the store as the server cuts it out of the log: what was deleted, has expired, or was deleted for this account. The
/// entry stays, so that the log has no gap.
/// </summary>
internal static class EntryRemoval
{
    private const int ExpiredMax = 256;

    /// <summary>Removes the content of a message and of its edits.</summary>
    public static void Remove(StoreTransaction transaction, ConversationId id, long key, long sequence)
    {
        var connection = transaction.Connection;
        var rows = connection.All(
            """
            SELECT sequence, entry FROM entries WHERE conversation = $1 AND sequence = $2
            UNION ALL SELECT sequence, entry FROM entries WHERE conversation = $1 AND target > 0 AND target = $2 AND kind = 2
            """,
            row => (Sequence: row.GetInt64(0), Value: (byte[])row.GetValue(1)), key, sequence);
        foreach (var (at, value) in rows)
        {
            var entry = Wire.Entry.Parser.ParseFrom(connection.Seal.Open(StoreTable.Entry, key, at, value));
            if (!Strip(entry))
                continue;
            connection.Run(
                "UPDATE entries SET entry = $3, expires_ms = 0 WHERE conversation = $1 AND sequence = $2",
                key, at, connection.Seal.Seal(StoreTable.Entry, key, at, entry.ToByteArray()));
        }

        connection.Run("DELETE FROM mentions WHERE conversation = $1 AND sequence = $2", key, sequence);
        connection.Run("DELETE FROM pins WHERE conversation = $1 AND sequence = $2", key, sequence);
        connection.Run("UPDATE conversations SET preview = NULL WHERE key = $1 AND preview_sequence = $2", key, sequence);
        if (rows.Count > 0)
            transaction.Changed(id, ChangeKinds.Log | ChangeKinds.Summary | ChangeKinds.Removed);
    }

    /// <summary>Removes what has expired; returns when the next one does, 0 if none will.</summary>
    public static long RemoveExpired(StoreTransaction transaction)
    {
        var expired = transaction.Connection.All(
            """
            SELECT c.id, c.key, e.sequence FROM entries e JOIN conversations c ON c.key = e.conversation
            WHERE e.expires_ms > 0 AND e.expires_ms <= $1 ORDER BY e.expires_ms LIMIT $2
            """,
            row => (Id: ConversationTable.Id(row, 0), Key: row.GetInt64(1), Sequence: row.GetInt64(2)), transaction.NowMs, (long)ExpiredMax);
        foreach (var (id, key, sequence) in expired)
        {
            Remove(transaction, id, key, sequence);
            transaction.Connection.Run("UPDATE entries SET expires_ms = 0 WHERE conversation = $1 AND sequence = $2", key, sequence);
        }

        return transaction.Connection.Number("SELECT COALESCE(MIN(expires_ms), 0) FROM entries WHERE expires_ms > 0");
    }

    private static bool Strip(Wire.Entry entry)
    {
        if ((entry.Flags & (uint)Wire.EntryFlag.Removed) != 0)
            return false;
        entry.Flags = (entry.Flags & (uint)Wire.EntryFlag.CountsAsUnread) | (uint)Wire.EntryFlag.Removed;
        entry.Content = ByteString.Empty;
        entry.MediaIds.Clear();
        entry.MentionedAccounts.Clear();
        (entry.PollOptions, entry.PayloadType, entry.ClosesAfterSeconds, entry.ExpiresAfterSeconds) = (0, "", 0, 0);
        return true;
    }
}
