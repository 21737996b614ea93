using System.Text;
using FastChat.Protocol.Identifiers;
using Google.Protobuf;
using Wire = FastChat.Protocol;

namespace FastChat.Client.LocalState;

/// <summary>What changes a conversation's row. Everything that only moves forward is a MAX, so order does not matter.</summary>
internal static class ConversationWrites
{
    /// <summary>Takes in what the server says about a conversation.</summary>
    public static void Apply(StoreTransaction transaction, Wire.ConversationState state)
    {
        if (!ConversationId.TryRead(state.ConversationId.Span, out var id))
            return;
        var connection = transaction.Connection;
        var key = ConversationTable.KeyOrNew(connection, id);
        if (state.Deleted)
        {
            Delete(transaction, id, key);
            return;
        }

        if (state.Left)
        {
            Leave(transaction, id, (long)state.HeadSequence);
            return;
        }

        var title = transaction.Seal.Seal(StoreTable.ConversationTitle, key, 0, Encoding.UTF8.GetBytes(state.Title));
        connection.Run(
            """
            UPDATE conversations SET kind = $2, encryption = $3, title = $4, my_role = $5, has_left = 0, is_deleted = 0,
              local_only = 0, has_state = 1,
              head_ordinal = CASE WHEN $6 >= head_sequence THEN MAX(head_ordinal, $7) ELSE head_ordinal END,
              head_sequence = MAX(head_sequence, $6), first_visible = $8, group_state = $13,
              membership_version = $9, member_count = $10, peer = $11, last_time_ms = MAX(last_time_ms, $12)
            WHERE key = $1 AND ($9 >= membership_version OR is_deleted = 1 OR has_left = 1)
            """,
            key, (long)state.Kind, (long)state.Encryption, title, (long)state.MyRole,
            (long)state.HeadSequence, (long)state.HeadOrdinal, (long)state.FirstVisibleSequence,
            (long)state.MembershipVersion, (long)state.MemberCount,
            state.Peer.Length == Identifier.Bytes ? state.Peer.ToByteArray() : null, state.LastTimeMs,
            state.Group is { } group ? transaction.Seal.Seal(StoreTable.GroupState, key, 0, group.ToByteArray()) : null);
        MoveOwnCursors(transaction, key, (long)state.ReadSequence, (long)state.ReadOrdinal, (long)state.DeliveredSequence);
        LearnServerNumber(connection, key, (long)state.LastSendNumber);
        MentionTable.Apply(connection, key, state);
        PinTable.Apply(connection, key, state);
        connection.Run("UPDATE conversations SET timer_seconds = $2 WHERE key = $1", key, (long)state.MessageTimerSeconds);
        HiddenTable.Apply(transaction, id, key, (long)state.HiddenThrough, state.HiddenSequences.Select(sequence => (long)sequence));
        HiddenTable.ApplyRanges(transaction, id, key, state.HiddenRanges.Select(range => ((long)range.First, (long)range.Last)));
        foreach (var cursor in state.ThreadCursors)
            ThreadCursorTable.Apply(transaction, id, key, (long)cursor.Root, (long)cursor.ReadSequence, cursor.ReadOrdinal);
        if (state.PreviewSequence > 0 && state.Preview is { } preview)
            ApplyPreview(transaction, key, (long)state.PreviewSequence, preview);
        transaction.Changed(id, ChangeKinds.Summary | ChangeKinds.Members);
    }

    /// <summary>No longer a member: what is here stays readable, the rest of the state is not told any more.</summary>
    public static void Leave(StoreTransaction transaction, ConversationId id, long head)
    {
        transaction.Connection.Run(
            """
            UPDATE conversations SET has_left = 1, has_state = 1, local_only = 0, head_sequence = MAX(head_sequence, $2) WHERE id = $1
            """,
            ConversationTable.Bytes(id), head);
        transaction.Changed(id, ChangeKinds.Summary | ChangeKinds.Members);
    }

    /// <summary>Cursors that the server told: they are known to it.</summary>
    public static void MoveOwnCursors(StoreTransaction transaction, long key, long read, long ordinal, long delivered) =>
        transaction.Connection.Run(
            """
            UPDATE conversations SET
              read_ordinal = CASE WHEN $2 >= read_sequence THEN MAX(read_ordinal, $3) ELSE read_ordinal END,
              read_sequence = MAX(read_sequence, $2), read_sent = MAX(read_sent, $2),
              delivered_sequence = MAX(delivered_sequence, $4), delivered_sent = MAX(delivered_sent, $4)
            WHERE key = $1
            """,
            key, read, ordinal, delivered);

    /// <summary>
    /// A device that has nothing unsent has nothing to look for in the log, so all numbers up to the told one are accounted
    /// for. Otherwise they stay apart until the log was searched (OutboxTable.Take).
    /// </summary>
    public static void LearnServerNumber(StoreConnection connection, long key, long number) =>
        connection.Run(
            """
            UPDATE conversations SET server_number = MAX(server_number, $2),
              known_number = CASE WHEN EXISTS(SELECT 1 FROM outbox WHERE conversation = $1)
                THEN known_number ELSE MAX(known_number, server_number, $2) END
            WHERE key = $1
            """,
            key, number);

    /// <summary>Its content is destroyed, here as there; what is unsent is refused.</summary>
    public static void Delete(StoreTransaction transaction, ConversationId id, long key)
    {
        var connection = transaction.Connection;
        OutboxTable.RefuseAll(transaction, id, key, ErrorCode.NotFound, "The conversation was deleted.");
        foreach (var statement in new[]
        {
            "DELETE FROM entries WHERE conversation = $1",
            "DELETE FROM ranges WHERE conversation = $1",
            "DELETE FROM members WHERE conversation = $1",
            "DELETE FROM mentions WHERE conversation = $1",
            "DELETE FROM pins WHERE conversation = $1",
            "DELETE FROM threads WHERE conversation = $1",
            "DELETE FROM hidden WHERE conversation = $1",
            "DELETE FROM hidden_ranges WHERE conversation = $1",
            "DELETE FROM search_pieces WHERE segment IN (SELECT segment FROM search_segments WHERE conversation = $1)",
            "DELETE FROM search_segments WHERE conversation = $1",
            "DELETE FROM search_pending WHERE conversation = $1",
            """
            UPDATE conversations SET is_deleted = 1, has_state = 1, preview_sequence = 0, preview = NULL, title = NULL, group_state = NULL,
              first_visible = head_sequence + 1 WHERE key = $1
            """,
        })
            connection.Run(statement, key);
        transaction.Changed(id, ChangeKinds.Summary | ChangeKinds.Log | ChangeKinds.Deleted);
    }

    private static void ApplyPreview(StoreTransaction transaction, long key, long sequence, Wire.Entry preview)
    {
        var value = transaction.Seal.Seal(StoreTable.ConversationPreview, key, sequence, preview.ToByteArray());
        transaction.Connection.Run(
            "UPDATE conversations SET preview_sequence = $2, preview = $3 WHERE key = $1 AND preview_sequence < $2",
            key, sequence, value);
    }
}
