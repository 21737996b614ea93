using System.Buffers.Binary;
using FastChat.Protocol.Identifiers;
using FastChat.Protocol.Personal;
using Google.Protobuf;
using Wire = FastChat.Protocol;

namespace FastChat.Client.LocalState;

/// <summary>Changes of what the account keeps for itself: one's own until the server confirms them, and what the server tells.</summary>
internal static class PersonalWrites
{
    /// <summary>Puts a change in line. It shows at once.</summary>
    public static bool Enqueue(StoreTransaction transaction, Wire.ClientFrame frame)
    {
        var (connection, key) = (transaction.Connection, PersonalChange.KeyOf(frame));
        var id = PersonalRead.Bytes(key.Id);
        var place = PersonalChange.DependsOnOrder(frame) ? null : connection.First(
            "SELECT position, change FROM personal_changes WHERE kind = $1 AND id = $2 AND leaving = 0 ORDER BY position DESC LIMIT 1",
            row => (Tuple<long, byte[]>?)Tuple.Create(row.GetInt64(0), (byte[])row.GetValue(1)), (long)key.Kind, id);
        if (place is not null)
        {
            var merged = PersonalChange.Merge(PersonalRead.OpenChange(connection, id, place.Item2), frame);
            connection.Run(
                "UPDATE personal_changes SET change = $2 WHERE position = $1", place.Item1, Seal(transaction, id, merged));
        }
        else
        {
            if (connection.Number("SELECT COUNT(*) FROM personal_changes") >= StoreLimits.PersonalChangesMax)
                throw new ChatException(ErrorCode.OutboxFull, "Too many changes wait for the server.");
            connection.Run(
                "INSERT INTO personal_changes(kind, id, change) VALUES($1, $2, $3)", (long)key.Kind, id, Seal(transaction, id, frame));
        }

        Changed(transaction, key);
        return true;
    }

    /// <summary>
    /// The message that a draft was made of is in the outbox: the draft goes, unless another device changes it. What of it may be on the server
    /// is cleared there, and a change that may have left is not tried again: it would overwrite what came after it. False: there was none.
    /// </summary>
    public static bool ClearDraft(StoreTransaction transaction, ConversationId conversation)
    {
        var (connection, key) = (transaction.Connection, PersonalKey.Draft(conversation));
        if (PersonalRead.Draft(connection, conversation) is null)
            return false;
        var id = PersonalRead.Bytes(key.Id);
        var clear = new Wire.SetDraft { ConversationId = conversation.ToByteString() };
        if (PersonalRead.Row(connection, key) is { Draft.Content.IsEmpty: false } row)
            clear.OnlyHashes.Add(DraftHash.Of(row.Draft.Content));
        clear.OnlyHashes.AddRange(PersonalRead.Leaving(connection, key).Where(left => !left.SetDraft.Content.IsEmpty)
            .Select(left => DraftHash.Of(left.SetDraft.Content)).TakeLast(Wire.ProtocolLimits.DraftHashesMax - 1));
        connection.Run("DELETE FROM personal_changes WHERE kind = $1 AND id = $2", (long)key.Kind, id);
        if (clear.OnlyHashes.Count > 0)
            connection.Run(
                "INSERT INTO personal_changes(kind, id, change) VALUES($1, $2, $3)",
                (long)key.Kind, id, Seal(transaction, id, new Wire.ClientFrame { SetDraft = clear }));
        Changed(transaction, key);
        return true;
    }

    /// <summary>The next change to leave; from now on nothing is merged into it. Null: none can leave now.</summary>
    public static PersonalChange? Take(StoreTransaction transaction)
    {
        var connection = transaction.Connection;
        var next = connection.First(
            """
            SELECT position, kind, id, change FROM personal_changes
            WHERE kind NOT IN (3, 6) OR id NOT IN (SELECT id FROM conversations WHERE local_only = 1) ORDER BY position LIMIT 1
            """,
            row =>
            {
                var id = (byte[])row.GetValue(2);
                var frame = PersonalRead.OpenChange(connection, id, (byte[])row.GetValue(3));
                return new PersonalChange(
                    row.GetInt64(0), new PersonalKey((PersonalKind)row.GetInt32(1), BinaryPrimitives.ReadUInt128BigEndian(id)), frame);
            });
        if (next is not null)
            connection.Run("UPDATE personal_changes SET leaving = 1 WHERE position = $1", next.Position);
        return next;
    }

    /// <summary>The server has taken a change, and tells what has come of it. False: something before it is not known yet.</summary>
    public static bool Confirmed(StoreTransaction transaction, PersonalChange change, Wire.PersonalChanged told)
    {
        End(transaction, change);
        return Apply(transaction, told);
    }

    /// <summary>The server will never take it: what it showed is taken back.</summary>
    public static bool End(StoreTransaction transaction, PersonalChange change)
    {
        Changed(transaction, change.Key);
        return transaction.Connection.Run("DELETE FROM personal_changes WHERE position = $1", change.Position) > 0;
    }

    /// <summary>Takes in what has changed. False: something before it is not known yet.</summary>
    public static bool Apply(StoreTransaction transaction, Wire.PersonalChanged told)
    {
        foreach (var row in told.Rows)
            Put(transaction, row);
        var known = MetaTable.ReadPersonalVersion(transaction.Connection);
        if ((long)told.PreviousVersion != known)
            return (long)told.Version <= known;
        MetaTable.WritePersonalVersion(transaction.Connection, (long)told.Version);
        return true;
    }

    /// <summary>Takes in a page; the first of those that hold everything makes place for them.</summary>
    public static bool Apply(StoreTransaction transaction, Wire.PersonalPage page, bool isFirst)
    {
        if (page.FromStart && isFirst)
        {
            transaction.Connection.Run("DELETE FROM personal");
            MetaTable.WritePersonalVersion(transaction.Connection, 0);
            transaction.Changes.Reset();
        }

        foreach (var row in page.Rows)
            Put(transaction, row);
        if (page.Continuation.IsEmpty)
            MetaTable.WritePersonalVersion(transaction.Connection, (long)page.Version);
        return true;
    }

    public static long High(byte[] id) => BinaryPrimitives.ReadInt64BigEndian(id);

    public static long Low(byte[] id) => BinaryPrimitives.ReadInt64BigEndian(id.AsSpan(sizeof(long)));

    private static void Put(StoreTransaction transaction, Wire.PersonalRow row)
    {
        if (PersonalKey.Of(row) is not { } key || row.Version == 0)
            return;
        var id = PersonalRead.Bytes(key.Id);
        var value = transaction.Seal.Seal(StoreTable.PersonalRow, High(id), Low(id), row.ToByteArray());
        var written = transaction.Connection.Run(
            """
            INSERT INTO personal(kind, id, version, row) VALUES($1, $2, $3, $4)
            ON CONFLICT(kind, id) DO UPDATE SET version = $3, row = $4 WHERE version < $3
            """,
            (long)key.Kind, id, (long)row.Version, value);
        if (written > 0)
            Changed(transaction, key);
    }

    private static byte[] Seal(StoreTransaction transaction, byte[] id, Wire.ClientFrame frame) =>
        transaction.Seal.Seal(StoreTable.PersonalChange, High(id), Low(id), frame.ToByteArray());

    private static void Changed(StoreTransaction transaction, PersonalKey key)
    {
        if (key.Kind is PersonalKind.Conversation or PersonalKind.Draft)
            transaction.Changed(new ConversationId(key.Id), ChangeKinds.Summary);
        if (key.Kind is PersonalKind.Contact or PersonalKind.Blocked)
            transaction.Changes.AddProfile(new AccountId(key.Id));
        if (key.Kind is not PersonalKind.Draft)
            transaction.Changes.AddPersonal();
    }
}
