using FastChat.Protocol.Errors;
using FastChat.Protocol.Identifiers;
using Wire = FastChat.Protocol;

namespace FastChat.Client.LocalState;

/// <summary>What the server says about sends: acks turn echoes into entries, refusals end or delay them.</summary>
internal static class OutboxAnswers
{
    /// <summary>Without advice of the server, a send that it cannot take now is tried again after this long.</summary>
    private const int RetryMilliseconds = 1_000;

    /// <summary>Takes in one run of acks; one transaction removes the echoes and adds the entries.</summary>
    public static void Acked(StoreTransaction transaction, Wire.AckedRun run, IngestResult result)
    {
        var connection = transaction.Connection;
        if (!ConversationId.TryRead(run.ConversationId.Span, out var id) || run.Count == 0)
            return;
        var (key, headOrdinal, head) = connection.First(
            "SELECT key, head_ordinal, head_sequence FROM conversations WHERE id = $1",
            row => (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)), ConversationTable.Bytes(id));
        if (key == 0)
            return;
        var (firstNumber, firstSequence) = ((long)run.FirstSendNumber, (long)run.FirstSequence);
        var (lastNumber, lastSequence) = (firstNumber + run.Count - 1, firstSequence + run.Count - 1);
        var rows = connection.All(
            """
            SELECT message_id, send_number, entry FROM outbox
            WHERE conversation = $1 AND state = 2 AND send_number BETWEEN $2 AND $3 ORDER BY send_number
            """,
            row => (Message: new MessageId((ulong)row.GetInt64(0)), Number: row.GetInt64(1), Value: (byte[])row.GetValue(2)),
            key, firstNumber, lastNumber);
        long? ordinal = connection.First(
            "SELECT ordinal FROM entries WHERE conversation = $1 AND sequence = $2",
            row => row.IsDBNull(0) ? (long?)null : row.GetInt64(0), key, firstSequence - 1);
        ordinal ??= firstSequence == head + 1 ? headOrdinal : null;
        ordinal = rows.Count == run.Count ? ordinal : null;
        foreach (var (message, number, value) in rows)
        {
            var entry = EntryOf(transaction, OutboxTable.OpenEntry(transaction.Seal, key, message, value), number);
            ordinal += EntryWrites.CountsAsUnread(entry) ? 1 : 0;
            var sequence = firstSequence + number - firstNumber;
            if (entry is { Kind: Wire.EntryKind.Message, TargetSequence: > 0 })
            {
                // Its block says which reply it became. That may have come while this device was away, so until then
                // it counts as the next after those that are here.
                var last = EntryTable.ReadReplies(connection, id, (long)entry.TargetSequence, 1);
                entry.ThreadOrdinal = last.Count == 0 ? 1 : last[0].Entry.ThreadOrdinal + 1;
            }

            EntryWrites.Put(transaction, id, key, sequence, run.ServerTimeMs, ordinal, entry);
            if (rows.Count < run.Count)
                RangeTable.Add(connection, key, sequence, sequence);
        }

        if (rows.Count == run.Count)
            RangeTable.Add(connection, key, firstSequence, lastSequence);

        OutboxWrites.AccountFor(connection, key, firstNumber, lastNumber);
        EntryWrites.MoveHead(transaction, key, firstSequence, lastSequence, ordinal ?? 0, run.ServerTimeMs);
        ConversationWrites.MoveOwnCursors(transaction, key, lastSequence, ordinal ?? 0, 0);
        if (firstSequence > 1 && RangeTable.Holding(connection, key, firstSequence - 1).Last == 0)
            result.Gaps.Add(id);
        result.Outbox.Add(id);
        transaction.Changed(id, ChangeKinds.Log | ChangeKinds.Outbox | ChangeKinds.Summary);
    }

    /// <summary>
    /// Takes in a refusal. Returns the number up to which sending is through on this connection: what follows is sent
    /// again (C4). Null: it is about nothing that is on its way. Whether the log has to be searched shows in the next Take.
    /// </summary>
    public static long? Refused(StoreTransaction transaction, Wire.SendRefused refused, IngestResult result)
    {
        var connection = transaction.Connection;
        if (!ConversationId.TryRead(refused.ConversationId.Span, out var id))
            return null;
        var key = ConversationTable.Key(connection, id);
        var (number, expected) = ((long)refused.SendNumber, (long)refused.Expected);
        var message = new MessageId(refused.MessageId);
        if (key == 0 || connection.Number(
            "SELECT 1 FROM outbox WHERE conversation = $1 AND state = 2 AND send_number = $2 AND message_id = $3",
            key, number, (long)message.Value) == 0)
            return null;
        result.Outbox.Add(id);
        transaction.Changed(id, ChangeKinds.Outbox);
        if (refused.Code is Wire.Code.OutOfOrder or Wire.Code.SendNumberReused)
            return Renumber(transaction, id, key, number, expected, result);
        if (refused.Code.Advice() == Advice.Retry)
        {
            var wait = refused.RetryAfterMs > 0 ? refused.RetryAfterMs : RetryMilliseconds;
            connection.Run(
                "UPDATE outbox SET code = $2, retry_at_ms = $3 WHERE message_id = $1",
                (long)message.Value, (long)refused.Code, transaction.NowMs + wait);
            return number - 1;
        }

        var retryAt = refused.RetryAfterMs > 0 ? transaction.NowMs + refused.RetryAfterMs : 0;
        OutboxWrites.SetState(transaction, message, OutboxState.Refused, (ErrorCode)(int)refused.Code, retryAt);
        connection.Run(
            "UPDATE outbox SET send_number = send_number - 1 WHERE conversation = $1 AND state = 2 AND send_number > $2", key, number);
        transaction.Outcomes.Add((message, new SendOutcome(0, (ErrorCode)(int)refused.Code, refused.Message)));
        return number - 1;
    }

    /// <summary>Numbers do not come to rest: wait a moment rather than fill the connection with tries.</summary>
    public static void Delay(StoreTransaction transaction, ConversationId id) =>
        transaction.Connection.Run(
            "UPDATE outbox SET retry_at_ms = $2 WHERE conversation = $1 AND state IN (1, 2)",
            ConversationTable.Key(transaction.Connection, id), transaction.NowMs + RetryMilliseconds);

    private static long Renumber(
        StoreTransaction transaction, ConversationId id, long key, long number, long expected, IngestResult result)
    {
        var connection = transaction.Connection;
        if (expected == 0)
        {
            result.NeedState.Add(id);
            OutboxSends.Unnumber(connection, key);
            return 0;
        }

        var known = connection.Number("SELECT known_number FROM conversations WHERE key = $1", key);
        if (expected <= known)
        {
            // The server lost what it had acked (restored from a backup): go on where it stands.
            OutboxSends.Unnumber(connection, key);
            connection.Run("UPDATE conversations SET known_number = $2, server_number = $2 WHERE key = $1", key, expected - 1);
            return expected - 1;
        }

        if (expected <= number)
            return expected - 1;

        // Our numbers were used by messages that this store knows nothing of: Take will ask for a search of the log.
        OutboxSends.Unnumber(connection, key);
        connection.Run("UPDATE conversations SET server_number = MAX(server_number, $2) WHERE key = $1", key, expected - 1);
        return expected - 1;
    }

    private static Wire.Entry EntryOf(StoreTransaction transaction, Wire.OutgoingEntry sent, long number)
    {
        // The fields of both have the same numbers (protocol.proto).
        var entry = Wire.Entry.Parser.ParseFrom(Google.Protobuf.MessageExtensions.ToByteString(sent));
        entry.SenderAccount = transaction.Self.Account.ToByteString();
        entry.SenderDevice = transaction.Self.Device.ToByteString();
        entry.SendNumber = (ulong)number;
        return entry;
    }
}
