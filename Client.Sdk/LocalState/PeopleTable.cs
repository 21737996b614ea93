using FastChat.Protocol.Identifiers;
using Google.Protobuf;
using Wire = FastChat.Protocol;

namespace FastChat.Client.LocalState;

/// <summary>Profiles, members and how far each member has read and received.</summary>
internal static class PeopleTable
{
    public static Wire.AccountProfile? ReadProfile(StoreConnection connection, AccountId id)
    {
        var value = connection.Bytes("SELECT profile FROM profiles WHERE account = $1", ConversationTable.Bytes(id));
        return value is null
            ? null
            : Wire.AccountProfile.Parser.ParseFrom(connection.Seal.Open(StoreTable.Profile, High(id), Low(id), value));
    }

    public static bool HasProfile(StoreConnection connection, AccountId id) =>
        connection.Number("SELECT 1 FROM profiles WHERE account = $1", ConversationTable.Bytes(id)) == 1;

    public static void WriteProfile(StoreTransaction transaction, Wire.AccountProfile profile)
    {
        if (!AccountId.TryRead(profile.AccountId.Span, out var id))
            return;
        transaction.Connection.Run(
            "INSERT INTO profiles(account, profile) VALUES($1, $2) ON CONFLICT(account) DO UPDATE SET profile = $2",
            ConversationTable.Bytes(id), transaction.Seal.Seal(StoreTable.Profile, High(id), Low(id), profile.ToByteArray()));
        transaction.Changes.AddProfile(id);
    }

    public static List<MemberRow> ReadMembers(StoreConnection connection, ConversationId id) =>
        connection.All(
            "SELECT account, role, joined, read, delivered FROM members WHERE conversation = $1 ORDER BY account",
            row => new MemberRow(
                AccountId.TryRead((byte[])row.GetValue(0), out var account) ? account : default,
                (Wire.Role)row.GetInt32(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4)),
            ConversationTable.Key(connection, id));

    /// <summary>Takes in members; with <paramref name="complete"/> those not named are gone.</summary>
    public static void WriteMembers(StoreTransaction transaction, ConversationId id, IReadOnlyCollection<Wire.Member> members, bool complete)
    {
        var connection = transaction.Connection;
        var key = ConversationTable.KeyOrNew(connection, id);
        if (complete)
            connection.Run("UPDATE members SET role = -1 WHERE conversation = $1", key);
        foreach (var member in members)
        {
            if (member.Account.Length != Identifier.Bytes)
                continue;
            connection.Run(
                """
                INSERT INTO members(conversation, account, role, joined, read, delivered) VALUES($1, $2, $3, $4, $5, $6)
                ON CONFLICT(conversation, account) DO UPDATE SET role = $3, joined = $4,
                  read = MAX(read, $5), delivered = MAX(delivered, $6)
                """,
                key, member.Account.ToByteArray(), (long)member.Role, (long)member.JoinedSequence, (long)member.ReadSequence,
                (long)member.DeliveredSequence);
        }

        if (complete)
            connection.Run("DELETE FROM members WHERE conversation = $1 AND role = -1", key);
        transaction.Changed(id, ChangeKinds.Members | ChangeKinds.Receipts);
    }

    /// <summary>Somebody's cursor moved; our own account's comes from another of its devices.</summary>
    public static void ApplyReceipt(StoreTransaction transaction, Wire.ReceiptEvent receipt)
    {
        if (!ConversationId.TryRead(receipt.ConversationId.Span, out var id) || !AccountId.TryRead(receipt.Account.Span, out var account))
            return;
        var connection = transaction.Connection;
        var key = ConversationTable.Key(connection, id);
        if (key == 0)
            return;
        var (read, delivered) = ((long)receipt.ReadSequence, (long)receipt.DeliveredSequence);
        if (receipt.ThreadRoot != 0)
        {
            ThreadCursorTable.Apply(transaction, id, key, (long)receipt.ThreadRoot, read, (long)receipt.ReadOrdinal);
            return;
        }

        if (account == transaction.Self.Account)
        {
            ConversationWrites.MoveOwnCursors(transaction, key, read, (long)receipt.ReadOrdinal, delivered);
            transaction.Changed(id, ChangeKinds.Summary);
            return;
        }

        connection.Run(
            """
            INSERT INTO members(conversation, account, read, delivered) VALUES($1, $2, $3, $4)
            ON CONFLICT(conversation, account) DO UPDATE SET read = MAX(read, $3), delivered = MAX(delivered, $4)
            """,
            key, ConversationTable.Bytes(account), read, delivered);
        transaction.Changed(id, ChangeKinds.Receipts);
    }

    private static long High(AccountId id) => (long)(ulong)(id.Value >> 64);

    private static long Low(AccountId id) => (long)(ulong)id.Value;
}
