using FastChat.Protocol.Identifiers;
using Microsoft.Data.Sqlite;
using Wire = FastChat.Protocol;

namespace FastChat.Client.LocalState;

/// <summary>Reads of the outbox, and what ends all sends of a conversation.</summary>
internal static class OutboxTable
{
    private const string Select =
        """
        SELECT o.message_id, o.state, o.entry, o.target_message, o.created_ms, o.code, o.retry_at_ms, o.upload, c.id, c.key,
          o.send_number, o.position
        FROM outbox o JOIN conversations c ON c.key = o.conversation
        """;

    private const string SelectConversation = Select + " WHERE c.id = $1 ORDER BY o.position";
    private const string SelectMessage = Select + " WHERE o.message_id = $1";
    private const string SelectUploads = Select + " WHERE o.state = 0 AND o.retry_at_ms <= $1 ORDER BY o.position LIMIT $2";

    public static List<OutboxRow> Read(StoreConnection connection, ConversationId id) =>
        connection.All(SelectConversation, row => Open(connection, row), ConversationTable.Bytes(id));

    public static OutboxRow? Find(StoreConnection connection, MessageId message) =>
        connection.First(SelectMessage, row => Open(connection, row), (long)message.Value);

    public static List<OutboxRow> ReadUploads(StoreConnection connection, long nowMs, int count) =>
        connection.All(SelectUploads, row => Open(connection, row), nowMs, (long)count);

    /// <summary>Conversations with something that can or will leave.</summary>
    public static List<ConversationId> ReadPending(StoreConnection connection) =>
        connection.All(
            """
            SELECT DISTINCT c.id FROM outbox o JOIN conversations c ON c.key = o.conversation WHERE o.state IN (1, 2)
            """,
            row => ConversationTable.Id(row, 0));

    /// <summary>How many drafts are neither acked nor refused.</summary>
    public static long CountPending(StoreConnection connection) =>
        connection.Number("SELECT COUNT(*) FROM outbox WHERE state <> 3");

    /// <summary>Nothing of this conversation can leave any more.</summary>
    public static void RefuseAll(StoreTransaction transaction, ConversationId id, long key, ErrorCode code, string message)
    {
        var connection = transaction.Connection;
        var pending = connection.All(
            "SELECT message_id FROM outbox WHERE conversation = $1 AND state <> 3", row => new MessageId((ulong)row.GetInt64(0)), key);
        connection.Run(
            "UPDATE outbox SET state = 3, code = $2, send_number = 0, retry_at_ms = 0 WHERE conversation = $1 AND state <> 3",
            key, (long)code);
        foreach (var refused in pending)
            transaction.Outcomes.Add((refused, new SendOutcome(0, code, message)));
        if (pending.Count > 0)
            transaction.Changed(id, ChangeKinds.Outbox);
    }

    public static byte[] Seal(ContentSeal seal, StoreTable table, long key, MessageId message, ReadOnlySpan<byte> value) =>
        seal.Seal(table, (long)message.Value, key, value);

    public static Wire.OutgoingEntry OpenEntry(ContentSeal seal, long key, MessageId message, byte[] value) =>
        Wire.OutgoingEntry.Parser.ParseFrom(seal.Open(StoreTable.OutboxEntry, (long)message.Value, key, value));

    private static OutboxRow Open(StoreConnection connection, SqliteDataReader row)
    {
        var (message, key) = (new MessageId((ulong)row.GetInt64(0)), row.GetInt64(9));
        var upload = row.IsDBNull(7)
            ? null
            : connection.Seal.Open(StoreTable.OutboxUpload, (long)message.Value, key, (byte[])row.GetValue(7));
        var (code, retryAtMs) = (row.GetInt32(5), row.GetInt64(6));
        return new OutboxRow(
            ConversationTable.Id(row, 8),
            message,
            (OutboxState)row.GetInt32(1),
            OpenEntry(connection.Seal, key, message, (byte[])row.GetValue(2)),
            new MessageId((ulong)row.GetInt64(3)),
            row.GetInt64(4),
            code == 0 ? null : (ErrorCode)code,
            retryAtMs == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(retryAtMs),
            upload);
    }
}
