using FastChat.Protocol.Identifiers;
using Wire = FastChat.Protocol;

namespace FastChat.Client.LocalState;

/// <summary>How far this account has read the threads that it follows. Everything only moves forward.</summary>
internal static class ThreadCursorTable
{
    /// <summary>Ordinals of the last replies read, by root.</summary>
    public static Dictionary<long, long> Read(StoreConnection connection, ConversationId id) => connection.All(
        "SELECT t.root, t.ordinal FROM threads t JOIN conversations c ON c.key = t.conversation WHERE c.id = $1",
        row => (Root: row.GetInt64(0), Ordinal: row.GetInt64(1)), ConversationTable.Bytes(id)).ToDictionary(row => row.Root, row => row.Ordinal);

    /// <summary>Moves a cursor here; the server is told when it can be.</summary>
    public static bool Move(StoreTransaction transaction, ConversationId id, long root, long sequence, long ordinal)
    {
        var key = ConversationTable.Key(transaction.Connection, id);
        if (key == 0 || Put(transaction.Connection, key, root, sequence, ordinal, sent: 0) == 0)
            return false;
        transaction.Changed(id, ChangeKinds.Summary | ChangeKinds.Log);
        return true;
    }

    /// <summary>Takes in what the server knows.</summary>
    public static void Apply(StoreTransaction transaction, ConversationId id, long key, long root, long sequence, long ordinal)
    {
        if (Put(transaction.Connection, key, root, sequence, ordinal, sequence) > 0)
            transaction.Changed(id, ChangeKinds.Summary | ChangeKinds.Log);
    }

    /// <summary>Moves that the server has not seen.</summary>
    public static List<Wire.MoveCursor> ReadUnsent(StoreConnection connection, int count) => connection.All(
        """
        SELECT c.id, t.root, t.sequence FROM threads t JOIN conversations c ON c.key = t.conversation
        WHERE t.sequence > t.sent AND c.has_left = 0 AND c.is_deleted = 0 AND c.local_only = 0 LIMIT $1
        """,
        row => new Wire.MoveCursor
        {
            ConversationId = ConversationTable.Id(row, 0).ToByteString(),
            ThreadRoot = (ulong)row.GetInt64(1),
            ReadSequence = (ulong)row.GetInt64(2),
        },
        (long)count);

    public static void Sent(StoreConnection connection, Wire.MoveCursor move) => connection.Run(
        """
        UPDATE threads SET sent = MAX(sent, $3) WHERE root = $2 AND conversation = (SELECT key FROM conversations WHERE id = $1)
        """,
        move.ConversationId.ToByteArray(), (long)move.ThreadRoot, (long)move.ReadSequence);

    public static bool IsUnsent(StoreConnection connection, Wire.MoveCursor move) => connection.Number(
        """
        SELECT 1 FROM threads t JOIN conversations c ON c.key = t.conversation
        WHERE c.id = $1 AND t.root = $2 AND t.sent < $3 AND c.has_left = 0 AND c.is_deleted = 0 AND c.local_only = 0
        """,
        move.ConversationId.ToByteArray(), (long)move.ThreadRoot, (long)move.ReadSequence) == 1;

    private static int Put(StoreConnection connection, long key, long root, long sequence, long ordinal, long sent) => connection.Run(
        """
        INSERT INTO threads(conversation, root, sequence, ordinal, sent) VALUES($1, $2, $3, $4, $5)
        ON CONFLICT(conversation, root) DO UPDATE SET
          ordinal = MAX(ordinal, $4), sequence = MAX(sequence, $3), sent = MAX(sent, $5) WHERE sequence < $3 OR ordinal < $4 OR sent < $5
        """,
        key, root, sequence, ordinal, sent);
}
