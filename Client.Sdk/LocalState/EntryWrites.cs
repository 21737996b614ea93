using FastChat.Protocol.Identifiers;
using Google.Protobuf;
using Wire = FastChat.Protocol;

namespace FastChat.Client.LocalState;

/// <summary>
/// Storing blocks: each entry once, however often it comes. Own entries turn their echo into an entry in the same
/// transaction, so a reader never sees both or neither.
/// </summary>
internal static class EntryWrites
{
    /// <summary>Stores a run of the log.</summary>
    public static void Add(StoreTransaction transaction, Wire.Block block, IngestResult result)
    {
        if (!TryRead(block, out var id, out var first, out var last))
            return;
        var connection = transaction.Connection;
        var key = ConversationTable.KeyOrNew(connection, id);
        NumberOwnReplies(transaction, id, key, block);
        if (IsComplete(connection, key, first, last))
            return;
        var ordinal = (long)block.UnreadOrdinal - block.Entries.Count(CountsAsUnread);
        connection.Run(
            "UPDATE entries SET ordinal = $3 WHERE conversation = $1 AND sequence = $2 AND ordinal IS NULL", key, first - 1, ordinal);
        for (var i = 0; i < block.Entries.Count; i++)
        {
            var entry = block.Entries[i];
            ordinal += CountsAsUnread(entry) ? 1 : 0;
            Put(transaction, id, key, first + i, block.ServerTimeMs, ordinal, entry);
        }

        Note(connection, id, key, block, result);

        MoveHead(transaction, key, first - 1, last, (long)block.UnreadOrdinal, block.ServerTimeMs);
        RangeTable.Add(connection, key, first, last);
        Deliver(connection, key);
        if (RangeTable.Holding(connection, key, first).First == first
            && first > connection.Number("SELECT MAX(first_visible, 1) FROM conversations WHERE key = $1", key))
            result.Gaps.Add(id);
        result.Cursors.Add(id);
        result.Outbox.Add(id);
        transaction.Changed(id, ChangeKinds.Log | ChangeKinds.Summary);
    }

    // An ack does not tell which reply in its thread an own one became; the block does.
    private static void NumberOwnReplies(StoreTransaction transaction, ConversationId id, long key, Wire.Block block)
    {
        for (var i = 0; i < block.Entries.Count; i++)
        {
            var sequence = (long)block.FirstSequence + i;
            if (block.Entries[i].ThreadOrdinal == 0 || transaction.Connection.Run(
                "UPDATE entries SET entry = $3 WHERE conversation = $1 AND sequence = $2 AND own_number > 0",
                key, sequence, transaction.Seal.Seal(StoreTable.Entry, key, sequence, block.Entries[i].ToByteArray())) == 0)
                continue;
            ThreadCursorTable.Apply(
                transaction, id, key, (long)block.Entries[i].TargetSequence, sequence, block.Entries[i].ThreadOrdinal);
            transaction.Changed(id, ChangeKinds.Log);
        }
    }

    /// <summary>Stores later entries about older ones that came with history; they make no range.</summary>
    public static void AddReference(StoreTransaction transaction, Wire.Block block)
    {
        if (!TryRead(block, out var id, out var first, out _))
            return;
        var key = ConversationTable.KeyOrNew(transaction.Connection, id);
        for (var i = 0; i < block.Entries.Count; i++)
            Put(transaction, id, key, first + i, block.ServerTimeMs, null, block.Entries[i]);
        transaction.Changed(id, ChangeKinds.Log);
    }

    /// <summary>Stores one entry; an echo with its message id is gone with it.</summary>
    public static void Put(
        StoreTransaction transaction, ConversationId id, long key, long sequence, long timeMs, long? ordinal, Wire.Entry entry)
    {
        var connection = transaction.Connection;
        var own = DeviceId.TryRead(entry.SenderDevice.Span, out var device) && device == transaction.Self.Device;
        var value = transaction.Seal.Seal(StoreTable.Entry, key, sequence, entry.ToByteArray());
        SearchTable.Note(connection, key, sequence, entry);
        connection.Run(
            """
            INSERT INTO entries(conversation, sequence, kind, own_number, message_id, target, time_ms, ordinal, entry, expires_ms)
            VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            ON CONFLICT(conversation, sequence) DO UPDATE SET ordinal = excluded.ordinal WHERE ordinal IS NULL
            """,
            key, sequence, (long)entry.Kind, own ? (long)entry.SendNumber : 0L, (long)entry.MessageId, (long)entry.TargetSequence,
            timeMs, ordinal, value, Expires(connection, key, timeMs, entry));
        if (own)
            OutboxWrites.Found(transaction, id, key, new MessageId(entry.MessageId), (long)entry.SendNumber, sequence);
        switch (entry.Kind)
        {
            case Wire.EntryKind.Message:
                NoteMessage(transaction, id, key, sequence, entry);
                break;
            case Wire.EntryKind.Delete:
                EntryRemoval.Remove(transaction, id, key, (long)entry.TargetSequence);
                break;
            case Wire.EntryKind.Membership when MessageTimer(entry) is { } seconds:
                connection.Run("UPDATE conversations SET timer_seconds = $2 WHERE key = $1 AND head_sequence <= $3", key, seconds, sequence);
                transaction.Changed(id, ChangeKinds.Summary);
                break;
            case Wire.EntryKind.Pin:
                PinTable.Apply(connection, key, sequence, entry);
                break;
            default:
                break;
        }
    }

    // The time that the entry has itself, or else the conversation's.
    private static long Expires(StoreConnection connection, long key, long timeMs, Wire.Entry entry)
    {
        if (entry.Kind is not (Wire.EntryKind.Message or Wire.EntryKind.Edit) || (entry.Flags & (uint)Wire.EntryFlag.Removed) != 0)
            return 0;
        var seconds = entry.ExpiresAfterSeconds > 0
            ? entry.ExpiresAfterSeconds
            : connection.Number("SELECT timer_seconds FROM conversations WHERE key = $1", key);
        return seconds > 0 ? timeMs + (seconds * 1_000) : 0;
    }

    private static long? MessageTimer(Wire.Entry entry)
    {
        var change = Wire.MembershipChange.Parser.ParseFrom(entry.Content);
        return change.ChangeCase == Wire.MembershipChange.ChangeOneofCase.MessageTimerSeconds ? change.MessageTimerSeconds : null;
    }

    private static void NoteMessage(StoreTransaction transaction, ConversationId id, long key, long sequence, Wire.Entry entry)
    {
        var connection = transaction.Connection;
        if (connection.Number(
            """
            SELECT 1 WHERE EXISTS(SELECT 1 FROM conversations WHERE key = $1 AND hidden_through >= $2)
              OR EXISTS(SELECT 1 FROM hidden WHERE conversation = $1 AND sequence = $2)
              OR EXISTS(SELECT 1 FROM hidden_ranges WHERE conversation = $1 AND first <= $2 AND last >= $2)
              OR EXISTS(SELECT 1 FROM entries WHERE conversation = $1 AND target > 0 AND target = $2 AND kind = 3)
            """,
            key, sequence) == 1)
            EntryRemoval.Remove(transaction, id, key, sequence);
        else
            MentionTable.Note(transaction, key, sequence, entry);
        if (entry.TargetSequence == 0)
        {
            connection.Run(
                "UPDATE conversations SET preview_sequence = $2, preview = NULL WHERE key = $1 AND preview_sequence < $2", key, sequence);
        }
        else if (entry.SenderAccount.Span.SequenceEqual(ConversationTable.Bytes(transaction.Self.Account)))
        {
            // Who answers in a thread has read it up to there; the server knows.
            ThreadCursorTable.Apply(transaction, id, key, (long)entry.TargetSequence, sequence, entry.ThreadOrdinal);
        }
    }

    /// <summary>The head, and the ordinal of the read cursor where an entry told it.</summary>
    public static void MoveHead(StoreTransaction transaction, long key, long beneath, long last, long ordinal, long timeMs)
    {
        transaction.Connection.Run(
            """
            UPDATE conversations SET
              head_ordinal = CASE WHEN $2 >= head_sequence THEN MAX(head_ordinal, $3) ELSE head_ordinal END,
              head_sequence = MAX(head_sequence, $2), last_time_ms = MAX(last_time_ms, $4)
            WHERE key = $1
            """,
            key, last, ordinal, timeMs);
        transaction.Connection.Run(
            """
            UPDATE conversations SET read_ordinal = MAX(read_ordinal, COALESCE(
              (SELECT ordinal FROM entries WHERE conversation = $1 AND sequence = read_sequence), 0))
            WHERE key = $1 AND read_sequence BETWEEN $2 AND $3
            """,
            key, beneath, last);
    }

    public static bool CountsAsUnread(Wire.Entry entry) => (entry.Flags & (uint)Wire.EntryFlag.CountsAsUnread) != 0;

    private static bool TryRead(Wire.Block block, out ConversationId id, out long first, out long last)
    {
        first = (long)block.FirstSequence;
        last = first + block.Entries.Count - 1;
        return ConversationId.TryRead(block.ConversationId.Span, out id) && first > 0 && last >= first;
    }

    private static bool IsComplete(StoreConnection connection, long key, long first, long last)
    {
        var range = RangeTable.Holding(connection, key, first);
        return range.Last >= last && connection.Number(
            "SELECT 1 FROM entries WHERE conversation = $1 AND sequence BETWEEN $2 AND $3 AND ordinal IS NULL LIMIT 1",
            key, first - 1, last) == 0;
    }

    private static void Note(StoreConnection connection, ConversationId id, long key, Wire.Block block, IngestResult result)
    {
        var known = connection.Number("SELECT CASE WHEN has_state = 0 THEN -1 ELSE membership_version END FROM conversations WHERE key = $1", key);
        if (known < 0 || block.Entries.Any(entry => VersionOf(entry) > known))
            result.NeedState.Add(id);
        foreach (var entry in block.Entries)
        {
            if (AccountId.TryRead(entry.SenderAccount.Span, out var account))
                result.Accounts.Add(account);
        }
    }

    private static long VersionOf(Wire.Entry entry) => entry.Kind == Wire.EntryKind.Membership
        ? (long)Wire.MembershipChange.Parser.ParseFrom(entry.Content).MembershipVersion
        : 0;

    // What lies in the newest range has reached this device.
    private static void Deliver(StoreConnection connection, long key) =>
        connection.Run(
            """
            UPDATE conversations SET delivered_sequence = MAX(delivered_sequence,
              (SELECT COALESCE(MAX(last), 0) FROM ranges WHERE conversation = $1)) WHERE key = $1
            """,
            key);
}
