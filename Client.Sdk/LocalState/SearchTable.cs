using FastChat.Search.Index;
using Wire = FastChat.Protocol;

namespace FastChat.Client.LocalState;

/// <summary>Rows of the index: segments, their sealed pieces, and which messages wait to be taken in.</summary>
internal static class SearchTable
{
    /// <summary>Notes what an entry changes for the index, before the entry itself is stored.</summary>
    public static void Note(StoreConnection connection, long key, long sequence, Wire.Entry entry)
    {
        switch (entry.Kind)
        {
            case Wire.EntryKind.Message:
                connection.Run(
                    """
                    INSERT OR IGNORE INTO search_pending(conversation, sequence, is_known) SELECT $1, $2, 0
                    WHERE NOT EXISTS(SELECT 1 FROM entries WHERE conversation = $1 AND sequence = $2)
                    """,
                    key, sequence);
                break;
            case Wire.EntryKind.Edit or Wire.EntryKind.Delete:
                NoteChanged(connection, key, (long)entry.TargetSequence);
                break;
            default:
                break;
        }
    }

    /// <summary>Notes that a message that a segment may hold is another now, or gone.</summary>
    public static void NoteChanged(StoreConnection connection, long key, long sequence) => connection.Run(
        """
        INSERT INTO search_pending(conversation, sequence, is_known) VALUES($1, $2, 1)
        ON CONFLICT(conversation, sequence) DO UPDATE SET is_known = 1
        """,
        key, sequence);

    /// <summary>Conversations with at least so many waiting messages.</summary>
    public static List<long> ReadDue(StoreConnection connection, int pendingMin) => connection.All(
        "SELECT conversation FROM search_pending GROUP BY conversation HAVING COUNT(*) >= $1", row => row.GetInt64(0), (long)pendingMin);

    /// <summary>The oldest waiting messages, and whether a segment may hold them.</summary>
    public static List<(long Sequence, bool IsKnown)> ReadPending(StoreConnection connection, long key, int limit) => connection.All(
        "SELECT sequence, is_known FROM search_pending WHERE conversation = $1 ORDER BY sequence LIMIT $2",
        row => (row.GetInt64(0), row.GetInt64(1) != 0), key, (long)limit);

    public static void DeletePending(StoreConnection connection, long key, long sequence) =>
        connection.Run("DELETE FROM search_pending WHERE conversation = $1 AND sequence = $2", key, sequence);

    /// <summary>From the oldest to the newest.</summary>
    public static List<SearchSegmentRow> ReadSegments(StoreConnection connection, long key) => connection.All(
        "SELECT rank, segment, documents, words FROM search_segments WHERE conversation = $1 ORDER BY rank",
        row => new SearchSegmentRow(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3)), key);

    /// <summary>A number that no segment has.</summary>
    public static long NextSegment(StoreConnection connection) =>
        connection.Number("SELECT COALESCE(MAX(segment), 0) + 1 FROM search_segments");

    public static void PutSegment(StoreConnection connection, long key, in SearchSegmentRow segment) => connection.Run(
        "INSERT INTO search_segments(conversation, rank, segment, documents, words) VALUES($1, $2, $3, $4, $5)",
        key, segment.Rank, segment.Segment, segment.Documents, segment.Words);

    public static void DeleteSegment(StoreConnection connection, long key, in SearchSegmentRow segment)
    {
        connection.Run("DELETE FROM search_pieces WHERE segment = $1", segment.Segment);
        connection.Run("DELETE FROM search_segments WHERE conversation = $1 AND rank = $2", key, segment.Rank);
    }

    /// <summary>Stores the pieces of a segment.</summary>
    public static IPieceSink Sink(StoreConnection connection, long segment) => new SearchPieces(connection, segment);

    /// <summary>Opens a segment on this connection.</summary>
    public static SegmentReader? Open(StoreConnection connection, long segment) => SegmentReader.Open(new SearchPieces(connection, segment));
}
