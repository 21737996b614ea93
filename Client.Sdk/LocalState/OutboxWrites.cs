using FastChat.Protocol.Identifiers;
using Google.Protobuf;
using Wire = FastChat.Protocol;

namespace FastChat.Client.LocalState;

/// <summary>What an application does to the outbox, and what ends a row well.</summary>
internal static class OutboxWrites
{
    /// <summary>Puts a draft in; with a Once key that was used before, the first draft stays the only one.</summary>
    public static MessageId Enqueue(StoreTransaction transaction, OutgoingDraft draft)
    {
        var connection = transaction.Connection;
        var key = ConversationTable.KeyOrNew(connection, draft.Conversation);
        if (draft.Once is { } once && !TryTakeOnce(transaction, key, once, draft.Message, out var first))
            return first;
        if (connection.Number("SELECT COUNT(*) FROM outbox") >= StoreLimits.OutboxRowsMax)
            throw new ChatException(ErrorCode.OutboxFull, $"{StoreLimits.OutboxRowsMax} messages wait already.");
        var seal = transaction.Seal;
        connection.Run(
            """
            INSERT INTO outbox(conversation, message_id, state, target_message, created_ms, entry, upload)
            VALUES($1, $2, $3, $4, $5, $6, $7)
            """,
            key, (long)draft.Message.Value, (long)(draft.Upload is null ? OutboxState.Queued : OutboxState.Uploading),
            (long)draft.Target.Value, transaction.NowMs,
            OutboxTable.Seal(seal, StoreTable.OutboxEntry, key, draft.Message, draft.Entry.ToByteArray()),
            draft.Upload is null ? null : OutboxTable.Seal(seal, StoreTable.OutboxUpload, key, draft.Message, draft.Upload));
        transaction.Changed(draft.Conversation, ChangeKinds.Outbox);
        return draft.Message;
    }

    /// <summary>Takes a draft back; false once its bytes may have left.</summary>
    public static bool Withdraw(StoreTransaction transaction, MessageId message)
    {
        var connection = transaction.Connection;
        if (OutboxTable.Find(connection, message) is not { State: not OutboxState.Sending } row)
            return false;
        connection.Run("DELETE FROM outbox WHERE message_id = $1", (long)message.Value);
        connection.Run("DELETE FROM once WHERE message_id = $1", (long)message.Value);
        transaction.Outcomes.Add((message, new SendOutcome(0, ErrorCode.Withdrawn, "The message was withdrawn.")));
        transaction.Changed(row.Conversation, ChangeKinds.Outbox);
        return true;
    }

    /// <summary>Puts a refused draft back in line, at its old place; false if it is not a refused one.</summary>
    public static ConversationId? Retry(StoreTransaction transaction, MessageId message)
    {
        if (OutboxTable.Find(transaction.Connection, message) is not { State: OutboxState.Refused } row)
            return null;
        SetState(transaction, message, row.Upload is null ? OutboxState.Queued : OutboxState.Uploading, 0, 0);
        transaction.Changed(row.Conversation, ChangeKinds.Outbox);
        return row.Conversation;
    }

    /// <summary>Keeps how far a draft's uploads are; nothing, once it is decided.</summary>
    public static void SaveUpload(StoreTransaction transaction, MessageId message, byte[] upload)
    {
        var connection = transaction.Connection;
        if (OutboxTable.Find(connection, message) is not { State: OutboxState.Uploading } row)
            return;
        var key = ConversationTable.Key(connection, row.Conversation);
        connection.Run(
            "UPDATE outbox SET upload = $2 WHERE message_id = $1",
            (long)message.Value, OutboxTable.Seal(transaction.Seal, StoreTable.OutboxUpload, key, message, upload));
    }

    /// <summary>The attachments are on the server: the draft may leave.</summary>
    public static void Uploaded(StoreTransaction transaction, MessageId message, Wire.OutgoingEntry entry)
    {
        var connection = transaction.Connection;
        if (OutboxTable.Find(connection, message) is not { State: OutboxState.Uploading } row)
            return;
        var key = ConversationTable.Key(connection, row.Conversation);
        connection.Run(
            "UPDATE outbox SET state = 1, code = 0, retry_at_ms = 0, upload = NULL, entry = $2 WHERE message_id = $1",
            (long)message.Value, OutboxTable.Seal(transaction.Seal, StoreTable.OutboxEntry, key, message, entry.ToByteArray()));
        transaction.Changed(row.Conversation, ChangeKinds.Outbox);
    }

    /// <summary>A draft that failed before it left; with a time to try again it stays in line.</summary>
    public static void UploadFailed(StoreTransaction transaction, MessageId message, ErrorCode code, string text, long retryAtMs)
    {
        if (OutboxTable.Find(transaction.Connection, message) is not { State: OutboxState.Uploading } row)
            return;
        SetState(transaction, message, retryAtMs > 0 ? OutboxState.Uploading : OutboxState.Refused, code, retryAtMs);
        if (retryAtMs == 0)
            transaction.Outcomes.Add((message, new SendOutcome(0, code, text)));
        transaction.Changed(row.Conversation, ChangeKinds.Outbox);
    }

    /// <summary>An own entry is in the log: its echo ends, whatever state it was in, and its number is accounted for.</summary>
    public static void Found(
        StoreTransaction transaction, ConversationId id, long key, MessageId message, long number, long sequence)
    {
        var connection = transaction.Connection;
        var removed = connection.Run(
            "DELETE FROM outbox WHERE conversation = $1 AND message_id = $2", key, (long)message.Value);
        AccountFor(connection, key, number, number);
        if (removed == 0)
            return;
        transaction.Outcomes.Add((message, new SendOutcome(sequence, null, null)));
        transaction.Changed(id, ChangeKinds.Outbox);
    }

    /// <summary>Own numbers first to last are in the log.</summary>
    public static void AccountFor(StoreConnection connection, long key, long first, long last) =>
        connection.Run(
            """
            UPDATE conversations SET server_number = MAX(server_number, $3), known_number = CASE
                WHEN NOT EXISTS(SELECT 1 FROM outbox WHERE conversation = $1) THEN MAX(known_number, server_number, $3)
                WHEN known_number + 1 BETWEEN $2 AND $3 THEN $3
                ELSE known_number END
            WHERE key = $1
            """,
            key, first, last);

    public static void SetState(StoreTransaction transaction, MessageId message, OutboxState state, ErrorCode code, long retryAtMs) =>
        transaction.Connection.Run(
            """
            UPDATE outbox SET state = $2, code = $3, retry_at_ms = $4,
              send_number = CASE WHEN $2 = 2 THEN send_number ELSE 0 END WHERE message_id = $1
            """,
            (long)message.Value, (long)state, (long)code, retryAtMs);

    private static bool TryTakeOnce(StoreTransaction transaction, long key, string once, MessageId message, out MessageId first)
    {
        var connection = transaction.Connection;
        var hash = transaction.Seal.HashOnce(once);
        first = new MessageId((ulong)connection.Number(
            "SELECT message_id FROM once WHERE conversation = $1 AND hash = $2", key, hash));
        if (first != MessageId.None)
            return false;
        connection.Run("INSERT INTO once(conversation, hash, message_id) VALUES($1, $2, $3)", key, hash, (long)message.Value);
        connection.Run(
            "DELETE FROM once WHERE position <= (SELECT MAX(position) FROM once) - $1", (long)StoreLimits.OnceKeysMax);
        return true;
    }
}
