using System.Collections.Immutable;
using FastChat.Protocol.Identifiers;
using Microsoft.Data.Sqlite;
using Wire = FastChat.Protocol;

namespace FastChat.Client.LocalState;

/// <summary>Reads of the log.</summary>
internal static class EntryTable
{
    public static LogSlice Read(StoreConnection connection, ConversationId id, long anchor, int count, LogDirection direction)
    {
        var conversation = connection.First(
            "SELECT key, first_visible, head_sequence FROM conversations WHERE id = $1",
            row => (Key: row.GetInt64(0), First: Math.Max(1, row.GetInt64(1)), Head: row.GetInt64(2)), ConversationTable.Bytes(id));
        var (key, first, head) = conversation;
        if (key == 0)
            return new LogSlice([], false, 1, 0);
        return direction == LogDirection.Before
            ? ReadBefore(connection, id, key, anchor, count, first, head)
            : ReadAfter(connection, id, key, anchor, count, first, head);
    }

    /// <summary>The replies in a thread that are here, the last so many, by sequence.</summary>
    public static List<EntryRow> ReadReplies(StoreConnection connection, ConversationId id, long root, int count)
    {
        var key = ConversationTable.Key(connection, id);
        var replies = connection.All(
            """
            SELECT sequence, time_ms, entry FROM entries
            WHERE conversation = $1 AND target > 0 AND target = $2 AND kind = 1 ORDER BY sequence DESC LIMIT $3
            """,
            row => Open(connection, row, id, key), key, root, (long)count);
        replies.Reverse();
        return replies;
    }

    /// <summary>Edits, deletions and reactions about the targets, and the last reply in the thread of each, by sequence.</summary>
    public static List<EntryRow> ReadReferences(StoreConnection connection, ConversationId id, long first, long last)
    {
        var key = ConversationTable.Key(connection, id);
        return connection.All(
            """
            SELECT sequence, time_ms, entry FROM entries e
            WHERE conversation = $1 AND target > 0 AND target BETWEEN $2 AND $3 AND (kind <> 1 OR sequence =
              (SELECT MAX(sequence) FROM entries WHERE conversation = $1 AND target > 0 AND target = e.target AND kind = 1))
            ORDER BY sequence
            """,
            row => Open(connection, row, id, key), key, first, last);
    }

    public static EntryRow? Read(StoreConnection connection, ConversationId id, long sequence)
    {
        var key = ConversationTable.Key(connection, id);
        return connection.First(
            "SELECT sequence, time_ms, entry FROM entries WHERE conversation = $1 AND sequence = $2",
            row => Open(connection, row, id, key), key, sequence);
    }

    public static EntryRow? Find(StoreConnection connection, ConversationId id, MessageId message)
    {
        var key = ConversationTable.Key(connection, id);
        return connection.First(
            "SELECT sequence, time_ms, entry FROM entries WHERE conversation = $1 AND message_id = $2 ORDER BY sequence LIMIT 1",
            row => Open(connection, row, id, key), key, (long)message.Value);
    }

    /// <summary>The sequence of a message; 0 if it is not here.</summary>
    public static long Sequence(StoreConnection connection, long key, MessageId message) =>
        connection.Number("SELECT MIN(sequence) FROM entries WHERE conversation = $1 AND message_id = $2", key, (long)message.Value);

    private static LogSlice ReadBefore(
        StoreConnection connection, ConversationId id, long key, long anchor, int count, long first, long head)
    {
        var range = anchor <= 0
            ? RangeTable.Newest(connection, key).Top
            : RangeTable.Holding(connection, key, anchor - 1);
        var last = anchor <= 0 ? range.Last : anchor - 1;
        if (last < first)
            return new LogSlice([], anchor > 0 || head < first, first, head);
        if (range.Last == 0)
            return new LogSlice([], false, first, head);
        var low = Math.Max(Math.Max(range.First, first), last - count + 1);
        return new LogSlice(Entries(connection, id, key, low, last), low == first, first, head);
    }

    private static LogSlice ReadAfter(
        StoreConnection connection, ConversationId id, long key, long anchor, int count, long first, long head)
    {
        var next = Math.Max(anchor + 1, first);
        if (next > head)
            return new LogSlice([], true, first, head);
        var range = RangeTable.Holding(connection, key, next);
        if (range.Last == 0)
            return new LogSlice([], false, first, head);
        var last = Math.Min(range.Last, next + count - 1);
        return new LogSlice(Entries(connection, id, key, next, last), last >= head, first, head);
    }

    private static ImmutableArray<EntryRow> Entries(StoreConnection connection, ConversationId id, long key, long first, long last) =>
        [.. connection.All(
            "SELECT sequence, time_ms, entry FROM entries WHERE conversation = $1 AND sequence BETWEEN $2 AND $3 ORDER BY sequence",
            row => Open(connection, row, id, key), key, first, last)];

    private static EntryRow Open(StoreConnection connection, SqliteDataReader row, ConversationId id, long key)
    {
        var sequence = row.GetInt64(0);
        var entry = connection.Seal.Open(StoreTable.Entry, key, sequence, (byte[])row.GetValue(2));
        return new EntryRow(id, sequence, row.GetInt64(1), Wire.Entry.Parser.ParseFrom(entry));
    }
}
