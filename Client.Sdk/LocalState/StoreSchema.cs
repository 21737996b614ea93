namespace FastChat.Client.LocalState;

/// <summary>
/// The tables, as a list of steps: step n takes a store of version n to n + 1. Sealed columns are BLOBs named in
/// <see cref="StoreTable"/>; ids, sequences, kinds and times are in clear. Unsigned 64-bit values are stored as signed.
/// </summary>
internal static class StoreSchema
{
    private static readonly string[] Steps =
    [
        """
        CREATE TABLE meta(name TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID;

        -- known_number: all own sends up to it are accounted for; server_number: the last one that the server has told.
        -- *_sent: what the server knows of our cursors. generation counts what makes a reader's view obsolete (deletion).
        CREATE TABLE conversations(
          key INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE,
          kind INTEGER NOT NULL DEFAULT 0, encryption INTEGER NOT NULL DEFAULT 0, title BLOB, my_role INTEGER NOT NULL DEFAULT 0,
          has_left INTEGER NOT NULL DEFAULT 0, is_deleted INTEGER NOT NULL DEFAULT 0, local_only INTEGER NOT NULL DEFAULT 0,
          has_state INTEGER NOT NULL DEFAULT 0,
          head_sequence INTEGER NOT NULL DEFAULT 0, head_ordinal INTEGER NOT NULL DEFAULT 0,
          first_visible INTEGER NOT NULL DEFAULT 1,
          read_sequence INTEGER NOT NULL DEFAULT 0, read_ordinal INTEGER NOT NULL DEFAULT 0, read_sent INTEGER NOT NULL DEFAULT 0,
          delivered_sequence INTEGER NOT NULL DEFAULT 0, delivered_sent INTEGER NOT NULL DEFAULT 0,
          membership_version INTEGER NOT NULL DEFAULT 0, member_count INTEGER NOT NULL DEFAULT 0, peer BLOB,
          last_time_ms INTEGER NOT NULL DEFAULT 0, preview_sequence INTEGER NOT NULL DEFAULT 0, preview BLOB,
          known_number INTEGER NOT NULL DEFAULT 0, server_number INTEGER NOT NULL DEFAULT 0);

        -- own_number: the send number of entries of this device, else 0. ordinal: NULL until a block told it.
        -- A row outside of every range is a reference (edit, deletion, reaction) that came with older history.
        CREATE TABLE entries(
          conversation INTEGER NOT NULL, sequence INTEGER NOT NULL, kind INTEGER NOT NULL, own_number INTEGER NOT NULL,
          message_id INTEGER NOT NULL, target INTEGER NOT NULL, time_ms INTEGER NOT NULL, ordinal INTEGER, entry BLOB NOT NULL,
          PRIMARY KEY(conversation, sequence)) WITHOUT ROWID;
        CREATE INDEX entries_by_message ON entries(conversation, message_id);
        CREATE INDEX entries_by_target ON entries(conversation, target, sequence) WHERE target > 0;
        CREATE INDEX entries_by_own_number ON entries(conversation, own_number) WHERE own_number > 0;

        -- What is known without gaps; ranges of a conversation neither overlap nor touch.
        CREATE TABLE ranges(conversation INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
          PRIMARY KEY(conversation, first)) WITHOUT ROWID;

        -- send_number: 0 until it leaves. target_message: an unsent message that this one is about, else 0.
        CREATE TABLE outbox(
          position INTEGER PRIMARY KEY AUTOINCREMENT, conversation INTEGER NOT NULL, message_id INTEGER NOT NULL UNIQUE,
          state INTEGER NOT NULL, send_number INTEGER NOT NULL DEFAULT 0, target_message INTEGER NOT NULL DEFAULT 0,
          created_ms INTEGER NOT NULL, code INTEGER NOT NULL DEFAULT 0, retry_at_ms INTEGER NOT NULL DEFAULT 0,
          entry BLOB NOT NULL, upload BLOB);
        CREATE INDEX outbox_by_conversation ON outbox(conversation, position);

        CREATE TABLE once(position INTEGER PRIMARY KEY AUTOINCREMENT, conversation INTEGER NOT NULL, hash BLOB NOT NULL,
          message_id INTEGER NOT NULL, UNIQUE(conversation, hash));
        CREATE INDEX once_by_message ON once(message_id);

        CREATE TABLE members(conversation INTEGER NOT NULL, account BLOB NOT NULL, role INTEGER NOT NULL DEFAULT 0,
          joined INTEGER NOT NULL DEFAULT 0, read INTEGER NOT NULL DEFAULT 0, delivered INTEGER NOT NULL DEFAULT 0,
          PRIMARY KEY(conversation, account)) WITHOUT ROWID;
        CREATE TABLE profiles(account BLOB PRIMARY KEY, profile BLOB NOT NULL) WITHOUT ROWID;
        CREATE TABLE positions(name TEXT NOT NULL, conversation INTEGER NOT NULL, sequence INTEGER NOT NULL,
          PRIMARY KEY(name, conversation)) WITHOUT ROWID;
        CREATE TABLE drafts(conversation INTEGER PRIMARY KEY, text BLOB NOT NULL);
        """,
        """
        -- Messages that mention this account or everyone; those after the read cursor are unread.
        CREATE TABLE mentions(conversation INTEGER NOT NULL, sequence INTEGER NOT NULL, PRIMARY KEY(conversation, sequence)) WITHOUT ROWID;

        -- pins_through: what was pinned up to this sequence is accounted for in pins, in the order of position.
        ALTER TABLE conversations ADD COLUMN pins_through INTEGER NOT NULL DEFAULT 0;
        CREATE TABLE pins(conversation INTEGER NOT NULL, sequence INTEGER NOT NULL, position INTEGER NOT NULL,
          PRIMARY KEY(conversation, sequence)) WITHOUT ROWID;

        -- expires_ms: when the content goes; 0: never, or it is gone. timer_seconds: of messages that have no time of their own.
        ALTER TABLE entries ADD COLUMN expires_ms INTEGER NOT NULL DEFAULT 0;
        CREATE INDEX entries_by_expiry ON entries(expires_ms) WHERE expires_ms > 0;
        ALTER TABLE conversations ADD COLUMN timer_seconds INTEGER NOT NULL DEFAULT 0;

        -- What the account has deleted for itself: all up to hidden_through, and these.
        ALTER TABLE conversations ADD COLUMN hidden_through INTEGER NOT NULL DEFAULT 0;
        CREATE TABLE hidden(conversation INTEGER NOT NULL, sequence INTEGER NOT NULL, PRIMARY KEY(conversation, sequence)) WITHOUT ROWID;

        -- Own cursors in threads; sent: what the server knows.
        CREATE TABLE threads(conversation INTEGER NOT NULL, root INTEGER NOT NULL, sequence INTEGER NOT NULL, ordinal INTEGER NOT NULL,
          sent INTEGER NOT NULL, PRIMARY KEY(conversation, root)) WITHOUT ROWID;
        """,
        """
        -- The index: segments of each conversation by rank, from old to new, their pieces, and the messages that are to be taken in.
        -- is_known: a segment may hold the message already, as it was.
        CREATE TABLE search_segments(conversation INTEGER NOT NULL, rank INTEGER NOT NULL, segment INTEGER NOT NULL UNIQUE,
          documents INTEGER NOT NULL, words INTEGER NOT NULL, PRIMARY KEY(conversation, rank)) WITHOUT ROWID;
        CREATE TABLE search_pieces(segment INTEGER NOT NULL, piece INTEGER NOT NULL, value BLOB NOT NULL,
          PRIMARY KEY(segment, piece)) WITHOUT ROWID;
        CREATE TABLE search_pending(conversation INTEGER NOT NULL, sequence INTEGER NOT NULL, is_known INTEGER NOT NULL,
          PRIMARY KEY(conversation, sequence)) WITHOUT ROWID;
        INSERT INTO search_pending SELECT conversation, sequence, 0 FROM entries WHERE kind = 1;
        """,
        """
        -- What the account keeps for itself as the server told it last, and changes that the server has not confirmed, in their order.
        -- leaving: it may have been sent, nothing is merged into it.
        -- hidden_ranges: what came while the account had blocked the other side.
        DROP TABLE drafts;
        CREATE TABLE hidden_ranges(conversation INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
          PRIMARY KEY(conversation, first)) WITHOUT ROWID;
        CREATE TABLE personal(kind INTEGER NOT NULL, id BLOB NOT NULL, version INTEGER NOT NULL, row BLOB NOT NULL,
          PRIMARY KEY(kind, id)) WITHOUT ROWID;
        CREATE TABLE personal_changes(position INTEGER PRIMARY KEY AUTOINCREMENT, kind INTEGER NOT NULL, id BLOB NOT NULL,
          change BLOB NOT NULL, leaving INTEGER NOT NULL DEFAULT 0);
        CREATE INDEX personal_changes_by_key ON personal_changes(kind, id);
        """,
        """
        -- What groups and channels have beside a title: the GroupState of protocol.proto.
        ALTER TABLE conversations ADD COLUMN group_state BLOB;
        """,
    ];

    /// <summary>The version that this build writes.</summary>
    public static int Current => Steps.Length;

    /// <summary>Brings the store to <see cref="Current"/>; one from a newer build is refused, not guessed at.</summary>
    public static void Migrate(StoreConnection connection)
    {
        var version = (int)connection.Number("PRAGMA user_version");
        if (version > Current)
            throw new InvalidDataException($"The store has version {version}; this build reads up to {Current}.");
        for (; version < Current; version++)
            connection.RunScript($"BEGIN IMMEDIATE;\n{Steps[version]}\nPRAGMA user_version = {version + 1};\nCOMMIT;");
    }
}
