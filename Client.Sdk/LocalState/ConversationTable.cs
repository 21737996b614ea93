using System.Text;
using FastChat.Protocol.Identifiers;
using Microsoft.Data.Sqlite;
using Wire = FastChat.Protocol;

namespace FastChat.Client.LocalState;

/// <summary>Rows of conversations: read whole, written field by field by what happens to them.</summary>
internal static class ConversationTable
{
    private const string Select =
        """
        SELECT c.key, c.id, c.kind, c.encryption, c.title, c.my_role, c.has_left, c.is_deleted, c.local_only, c.has_state,
          c.head_sequence, c.head_ordinal, c.first_visible, c.read_sequence, c.read_ordinal, c.read_sent,
          c.delivered_sequence, c.delivered_sent, c.membership_version, c.member_count, c.peer, c.last_time_ms,
          c.preview_sequence, c.preview, c.known_number, c.server_number, e.entry, e.time_ms, e.sequence,
          (SELECT MAX(read) FROM members WHERE conversation = c.key AND account <> $1),
          (SELECT MIN(read) FROM members WHERE conversation = c.key AND account <> $1),
          (SELECT MAX(delivered) FROM members WHERE conversation = c.key AND account <> $1),
          (SELECT MIN(delivered) FROM members WHERE conversation = c.key AND account <> $1),
          (SELECT COUNT(*) FROM mentions WHERE conversation = c.key AND sequence > c.read_sequence),
          (SELECT MIN(sequence) FROM mentions WHERE conversation = c.key AND sequence > c.read_sequence),
          c.timer_seconds
        FROM conversations c LEFT JOIN entries e ON e.conversation = c.key AND e.sequence = c.preview_sequence
        """;

    private const string SelectAll = Select + " ORDER BY c.last_time_ms DESC, c.key";
    private const string SelectById = Select + " WHERE c.id = $2";

    public static List<ConversationRow> ReadAll(StoreConnection connection) =>
        connection.All(SelectAll, row => Read(connection, row), MetaTable.ReadAccount(connection));

    public static ConversationRow? Read(StoreConnection connection, ConversationId id) =>
        connection.First(SelectById, row => Read(connection, row), MetaTable.ReadAccount(connection), Bytes(id));

    /// <summary>The key of a conversation; 0 if it is unknown.</summary>
    public static long Key(StoreConnection connection, ConversationId id) =>
        connection.Number("SELECT key FROM conversations WHERE id = $1", Bytes(id));

    /// <summary>The conversation with a key.</summary>
    public static ConversationId? FindId(StoreConnection connection, long key) =>
        ConversationId.TryRead(connection.Bytes("SELECT id FROM conversations WHERE key = $1", key), out var id) ? id : null;

    /// <summary>The key of a conversation, which becomes known if it was not.</summary>
    public static long KeyOrNew(StoreConnection connection, ConversationId id)
    {
        var key = Key(connection, id);
        if (key != 0)
            return key;
        connection.Run("INSERT INTO conversations(id) VALUES($1)", Bytes(id));
        return Key(connection, id);
    }

    public static ConversationId Id(SqliteDataReader row, int column) =>
        ConversationId.TryRead((byte[])row.GetValue(column), out var id) ? id : default;

    public static byte[] Bytes<T>(T id)
        where T : struct, IIdentifier<T>
    {
        var bytes = new byte[Identifier.Bytes];
        id.Write(bytes);
        return bytes;
    }

    /// <summary>What a group or channel has beside a title; empty if nothing is known of it.</summary>
    public static Wire.GroupState ReadGroup(StoreConnection connection, ConversationId id) => connection.First(
        "SELECT key, group_state FROM conversations WHERE id = $1 AND group_state IS NOT NULL",
        row => Wire.GroupState.Parser.ParseFrom(
            connection.Seal.Open(StoreTable.GroupState, row.GetInt64(0), 0, (byte[])row.GetValue(1))),
        Bytes(id)) ?? new Wire.GroupState();

    private static ConversationRow Read(StoreConnection connection, SqliteDataReader row)
    {
        var (key, id) = (row.GetInt64(0), Id(row, 1));
        var title = row.IsDBNull(4) ? [] : connection.Seal.Open(StoreTable.ConversationTitle, key, 0, (byte[])row.GetValue(4));
        return new ConversationRow
        {
            Id = id,
            Key = key,
            Kind = (Wire.ConversationKind)row.GetInt32(2),
            Encryption = (Wire.Encryption)row.GetInt32(3),
            Title = Encoding.UTF8.GetString(title),
            MyRole = (Wire.Role)row.GetInt32(5),
            Left = row.GetInt64(6) != 0,
            Deleted = row.GetInt64(7) != 0,
            LocalOnly = row.GetInt64(8) != 0,
            HasState = row.GetInt64(9) != 0,
            HeadSequence = row.GetInt64(10),
            HeadOrdinal = row.GetInt64(11),
            FirstVisible = Math.Max(1, row.GetInt64(12)),
            ReadSequence = row.GetInt64(13),
            ReadOrdinal = row.GetInt64(14),
            ReadSent = row.GetInt64(15),
            DeliveredSequence = row.GetInt64(16),
            DeliveredSent = row.GetInt64(17),
            MembershipVersion = row.GetInt64(18),
            MemberCount = row.GetInt32(19),
            Peer = !row.IsDBNull(20) && AccountId.TryRead((byte[])row.GetValue(20), out var peer) ? peer : default,
            LastTimeMs = row.GetInt64(21),
            PreviewSequence = row.GetInt64(22),
            Preview = Preview(connection, row, key, id),
            KnownNumber = row.GetInt64(24),
            ServerNumber = row.GetInt64(25),
            OthersReadMax = Number(row, 29),
            OthersReadMin = Number(row, 30),
            OthersDeliveredMax = Number(row, 31),
            OthersDeliveredMin = Number(row, 32),
            Mentions = Number(row, 33),
            FirstMention = Number(row, 34),
            TimerSeconds = row.GetInt64(35),
        };
    }

    // The stored entry if it is here, else what the server gave along.
    private static EntryRow? Preview(StoreConnection connection, SqliteDataReader row, long key, ConversationId id)
    {
        var sequence = row.GetInt64(22);
        if (sequence == 0)
            return null;
        if (!row.IsDBNull(26))
        {
            var entry = connection.Seal.Open(StoreTable.Entry, key, sequence, (byte[])row.GetValue(26));
            return new EntryRow(id, sequence, row.GetInt64(27), Wire.Entry.Parser.ParseFrom(entry));
        }

        if (row.IsDBNull(23))
            return null;
        var preview = connection.Seal.Open(StoreTable.ConversationPreview, key, sequence, (byte[])row.GetValue(23));
        return new EntryRow(id, sequence, row.GetInt64(21), Wire.Entry.Parser.ParseFrom(preview));
    }

    private static long Number(SqliteDataReader row, int column) => row.IsDBNull(column) ? 0 : row.GetInt64(column);
}
