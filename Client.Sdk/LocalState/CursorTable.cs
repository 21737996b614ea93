using FastChat.Protocol.Identifiers;
using Wire = FastChat.Protocol;

namespace FastChat.Client.LocalState;

/// <summary>Own read and delivered cursors, and the positions of bots.</summary>
internal static class CursorTable
{
    /// <summary>Moves the read cursor forward here; false if it was there already.</summary>
    public static bool MarkRead(StoreTransaction transaction, ConversationId id, long sequence)
    {
        var moved = transaction.Connection.Run(
            """
            UPDATE conversations SET
              read_ordinal = MAX(read_ordinal, COALESCE(
                (SELECT ordinal FROM entries WHERE conversation = key AND sequence = MIN($2, head_sequence)),
                CASE WHEN $2 >= head_sequence THEN head_ordinal ELSE 0 END)),
              read_sequence = MIN($2, head_sequence)
            WHERE id = $1 AND read_sequence < MIN($2, head_sequence)
            """,
            ConversationTable.Bytes(id), sequence);
        if (moved > 0)
            transaction.Changed(id, ChangeKinds.Summary);
        return moved > 0;
    }

    /// <summary>Moves that the server has not seen.</summary>
    public static List<Wire.MoveCursor> ReadUnsent(StoreConnection connection, int count) =>
        [.. connection.All(
            """
            SELECT id, CASE WHEN read_sequence > read_sent THEN read_sequence ELSE 0 END,
              CASE WHEN delivered_sequence > delivered_sent THEN delivered_sequence ELSE 0 END
            FROM conversations
            WHERE (read_sequence > read_sent OR delivered_sequence > delivered_sent)
              AND has_left = 0 AND is_deleted = 0 AND local_only = 0 LIMIT $1
            """,
            row => new Wire.MoveCursor
            {
                ConversationId = ConversationTable.Id(row, 0).ToByteString(),
                ReadSequence = (ulong)row.GetInt64(1),
                DeliveredSequence = (ulong)row.GetInt64(2),
            },
            (long)count),
        .. ThreadCursorTable.ReadUnsent(connection, count)];

    /// <summary>The server has them (or will never take them).</summary>
    public static void Sent(StoreTransaction transaction, IEnumerable<Wire.MoveCursor> moves)
    {
        foreach (var move in moves)
        {
            if (move.ThreadRoot != 0)
            {
                ThreadCursorTable.Sent(transaction.Connection, move);
                continue;
            }

            transaction.Connection.Run(
                "UPDATE conversations SET read_sent = MAX(read_sent, $2), delivered_sent = MAX(delivered_sent, $3) WHERE id = $1",
                move.ConversationId.ToByteArray(), (long)move.ReadSequence, (long)move.DeliveredSequence);
            if (ConversationId.TryRead(move.ConversationId.Span, out var id))
                transaction.Changed(id, ChangeKinds.CursorsSent);
        }
    }

    /// <summary>Whether the server has yet to see one of the moves; those of conversations that one is not in count as seen.</summary>
    public static bool AreUnsent(StoreConnection connection, List<Wire.MoveCursor> moves) => moves.Exists(move => move.ThreadRoot != 0
        ? ThreadCursorTable.IsUnsent(connection, move)
        : connection.Number(
        """
        SELECT 1 FROM conversations WHERE id = $1 AND (read_sent < $2 OR delivered_sent < $3)
          AND has_left = 0 AND is_deleted = 0 AND local_only = 0
        """,
        move.ConversationId.ToByteArray(), (long)move.ReadSequence, (long)move.DeliveredSequence) == 1);

    /// <summary>How far a position has read a conversation; a new one begins at the account's read cursor.</summary>
    public static long ReadPosition(StoreConnection connection, string name, ConversationId id) =>
        connection.Number(
            """
            SELECT COALESCE((SELECT sequence FROM positions WHERE name = $1 AND conversation = c.key), c.read_sequence)
            FROM conversations c WHERE c.id = $2
            """,
            name, ConversationTable.Bytes(id));

    public static void WritePosition(StoreTransaction transaction, string name, ConversationId id, long sequence) =>
        transaction.Connection.Run(
            """
            INSERT INTO positions(name, conversation, sequence) SELECT $1, key, $3 FROM conversations WHERE id = $2
            ON CONFLICT(name, conversation) DO UPDATE SET sequence = MAX(sequence, $3)
            """,
            name, ConversationTable.Bytes(id), sequence);

    /// <summary>Conversations in which a position has something to read, the one that waits longest first.</summary>
    public static List<ConversationId> ReadBehind(StoreConnection connection, string name) =>
        connection.All(
            """
            SELECT c.id FROM conversations c LEFT JOIN positions p ON p.name = $1 AND p.conversation = c.key
            WHERE c.head_sequence > MAX(COALESCE(p.sequence, c.read_sequence), c.first_visible - 1) AND c.is_deleted = 0 AND c.has_left = 0
            ORDER BY c.last_time_ms
            """,
            row => ConversationTable.Id(row, 0), name);
}
