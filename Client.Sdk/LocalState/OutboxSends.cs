using FastChat.Protocol.Identifiers;
using Wire = FastChat.Protocol;

namespace FastChat.Client.LocalState;

/// <summary>
/// Gives drafts their send numbers as they leave. A number is committed here before its bytes leave (C3); rows in state
/// Sending always have the numbers known_number + 1, + 2 ... without a hole, in the order of the outbox.
/// </summary>
internal static class OutboxSends
{
    /// <summary>Bytes of entries in one Send frame; the rest of Limits.client_frame_bytes_max is room for the header.</summary>
    private const int FrameEntriesBytesMax = Protocol.ProtocolLimits.ClientFrameBytesMax - 1024;

    public static SendBatch Take(StoreTransaction transaction, ConversationId id, SendProgress progress)
    {
        var connection = transaction.Connection;
        var (key, known, server, localOnly) = connection.First(
            "SELECT key, known_number, server_number, local_only FROM conversations WHERE id = $1",
            row => (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3) != 0), ConversationTable.Bytes(id));
        if (key == 0 || connection.Number("SELECT 1 FROM outbox WHERE conversation = $1 AND state IN (1, 2) LIMIT 1", key) == 0)
            return SendBatch.Idle;
        if (localOnly)
            return new SendBatch(SendStep.Create);
        var sending = SendingCount(connection, key, known);
        if (server > known + sending)
            return new SendBatch(SendStep.Reconcile);
        var window = progress.Confirmed ? StoreLimits.UnackedSendsMax : 1;
        var retryAtMs = sending < window ? Number(transaction, id, key, known + sending, (int)(window - sending)) : 0;
        return Read(transaction, key, Math.Max(progress.SentThrough, known), known + window, retryAtMs);
    }

    /// <summary>The log was searched: what was not found gets numbers after all that the server has accepted.</summary>
    public static void FinishReconcile(StoreTransaction transaction, ConversationId id)
    {
        var key = ConversationTable.Key(transaction.Connection, id);
        Unnumber(transaction.Connection, key);
        transaction.Connection.Run("UPDATE conversations SET known_number = MAX(known_number, server_number) WHERE key = $1", key);
        transaction.Changed(id, ChangeKinds.Outbox);
    }

    public static void Unnumber(StoreConnection connection, long key) =>
        connection.Run("UPDATE outbox SET state = 1, send_number = 0 WHERE conversation = $1 AND state = 2", key);

    // Rows that do not carry on from the known number (a store from a backup, a server that forgot) are queued anew.
    private static long SendingCount(StoreConnection connection, long key, long known)
    {
        var (count, first, last) = connection.First(
            "SELECT COUNT(*), COALESCE(MIN(send_number), 0), COALESCE(MAX(send_number), 0) FROM outbox WHERE conversation = $1 AND state = 2",
            row => (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)), key);
        if (count == 0 || (first == known + 1 && last == known + count))
            return count;
        Unnumber(connection, key);
        return 0;
    }

    // Numbers the next drafts; returns when to come back if the first of them has to wait, else 0.
    private static long Number(StoreTransaction transaction, ConversationId id, long key, long last, int count)
    {
        var connection = transaction.Connection;
        var drafts = connection.All(
            """
            SELECT message_id, target_message, retry_at_ms FROM outbox WHERE conversation = $1 AND state = 1
            ORDER BY position LIMIT $2
            """,
            row => (Message: new MessageId((ulong)row.GetInt64(0)), Target: new MessageId((ulong)row.GetInt64(1)), RetryAtMs: row.GetInt64(2)),
            key, (long)count);
        foreach (var (message, target, retryAtMs) in drafts)
        {
            if (retryAtMs > transaction.NowMs)
                return retryAtMs;
            switch (target == MessageId.None ? TargetState.Ready : OutboxTargets.Resolve(transaction, id, key, message, target))
            {
                case TargetState.Pending:
                    return 0;
                case TargetState.Ready:
                    connection.Run(
                        "UPDATE outbox SET state = 2, code = 0, retry_at_ms = 0, send_number = $2 WHERE message_id = $1",
                        (long)message.Value, ++last);
                    transaction.Changed(id, ChangeKinds.Outbox);
                    break;
                default:
                    break;
            }
        }

        return 0;
    }

    private static SendBatch Read(StoreTransaction transaction, long key, long after, long through, long retryAtMs)
    {
        var rows = transaction.Connection.All(
            """
            SELECT message_id, send_number, entry, retry_at_ms FROM outbox
            WHERE conversation = $1 AND state = 2 AND send_number > $2 AND send_number <= $3 ORDER BY send_number LIMIT 256
            """,
            row => (Message: new MessageId((ulong)row.GetInt64(0)), Number: row.GetInt64(1), Value: (byte[])row.GetValue(2), RetryAtMs: row.GetInt64(3)),
            key, after, through);
        var entries = new List<Wire.OutgoingEntry>(rows.Count);
        var bytes = 0;
        foreach (var row in rows)
        {
            if (row.RetryAtMs > transaction.NowMs)
            {
                retryAtMs = row.RetryAtMs;
                break;
            }

            if (entries.Count > 0 && bytes + row.Value.Length > FrameEntriesBytesMax)
                break;
            bytes += row.Value.Length;
            entries.Add(OutboxTable.OpenEntry(transaction.Seal, key, row.Message, row.Value));
        }

        if (entries.Count > 0)
            return new SendBatch(SendStep.Send) { FirstNumber = rows[0].Number, Entries = entries };
        return retryAtMs == 0
            ? SendBatch.Idle
            : new SendBatch(SendStep.Wait) { RetryAt = DateTimeOffset.FromUnixTimeMilliseconds(retryAtMs) };
    }
}
