using FastChat.Protocol.Identifiers;
using FastChat.Protocol.Personal;
using Google.Protobuf;
using Wire = FastChat.Protocol;

namespace FastChat.Client.LocalState;

/// <summary>
/// What the account keeps for itself, as this device shows it: the server's rows, and on top of them, in their order, the changes that
/// the server has not confirmed.
/// </summary>
internal static class PersonalRead
{
    public static Wire.ConversationPreferences Conversation(StoreConnection connection, ConversationId id)
    {
        var key = PersonalKey.Conversation(id);
        var row = Row(connection, key)?.Conversation;
        foreach (var change in Changes(connection, key))
            row = change.SetConversationPreferences.Apply(row);
        return row ?? new Wire.ConversationPreferences { ConversationId = id.ToByteString() };
    }

    /// <summary>First to last.</summary>
    public static Wire.PinnedConversations Pinned(StoreConnection connection) => All(connection, PersonalKind.Conversation).Aggregate(
        Row(connection, PersonalKey.Pinned)?.Pinned ?? new Wire.PinnedConversations(),
        (pinned, change) => change.SetConversationPreferences.ApplyPin(pinned));

    public static Wire.FolderList Folders(StoreConnection connection) => All(connection, PersonalKind.Folders).Aggregate(
        Row(connection, PersonalKey.Folders)?.Folders ?? new Wire.FolderList(),
        (folders, change) => change.SetFolder.Apply(folders));

    public static Wire.AccountSettings Settings(StoreConnection connection) => Changes(connection, PersonalKey.Settings).Aggregate(
        Row(connection, PersonalKey.Settings)?.Settings ?? new Wire.AccountSettings(),
        (settings, change) => change.SetAccountSettings.Apply(settings));

    /// <summary>Null: there is none.</summary>
    public static Wire.Draft? Draft(StoreConnection connection, ConversationId id)
    {
        var key = PersonalKey.Draft(id);
        var draft = Row(connection, key)?.Draft;
        foreach (var change in Changes(connection, key))
        {
            draft = new Wire.Draft { ConversationId = change.SetDraft.ConversationId, Content = change.SetDraft.Content };
            draft.MentionedAccounts.AddRange(change.SetDraft.MentionedAccounts);
        }

        return draft is { Content.IsEmpty: false } ? draft : null;
    }

    public static Wire.Contact? Contact(StoreConnection connection, AccountId id)
    {
        var key = PersonalKey.Contact(id);
        var contact = Row(connection, key)?.Contact;
        foreach (var change in Changes(connection, key))
            contact = Apply(change.SetContact, contact);
        return contact is { Removed: false } ? contact : null;
    }

    public static List<Wire.Contact> Contacts(StoreConnection connection)
    {
        var contacts = Rows(connection, PersonalKind.Contact).ToDictionary(row => row.Contact.Account, row => row.Contact);
        foreach (var change in All(connection, PersonalKind.Contact))
            contacts[change.SetContact.Account] = Apply(change.SetContact, contacts.GetValueOrDefault(change.SetContact.Account));
        return [.. contacts.Values.Where(contact => !contact.Removed)];
    }

    /// <summary>Ids of accounts that are blocked.</summary>
    public static HashSet<AccountId> Blocked(StoreConnection connection)
    {
        var blocked = Rows(connection, PersonalKind.Blocked).Where(row => !row.Blocked.Removed).Select(row => row.Blocked.Account).ToHashSet();
        foreach (var change in All(connection, PersonalKind.Blocked))
        {
            if (change.SetBlocked.Blocked)
                blocked.Add(change.SetBlocked.Account);
            else
                blocked.Remove(change.SetBlocked.Account);
        }

        return [.. Messages.OpenedContent.Ids(blocked)];
    }

    /// <summary>As the server told it last.</summary>
    public static Wire.PersonalRow? Row(StoreConnection connection, PersonalKey key)
    {
        var id = Bytes(key.Id);
        return connection.Bytes("SELECT row FROM personal WHERE kind = $1 AND id = $2", (long)key.Kind, id) is { } value
            ? Open(connection, id, value)
            : null;
    }

    /// <summary>Changes of a row that may have left, and are not answered.</summary>
    public static List<Wire.ClientFrame> Leaving(StoreConnection connection, PersonalKey key)
    {
        var id = Bytes(key.Id);
        return connection.All(
            "SELECT change FROM personal_changes WHERE kind = $1 AND id = $2 AND leaving = 1 ORDER BY position",
            row => OpenChange(connection, id, (byte[])row.GetValue(0)),
            (long)key.Kind, id);
    }

    /// <summary>Whether a change that was there up to a position waits still; those of conversations that the server does not know yet do not count.</summary>
    public static bool IsWaiting(StoreConnection connection, long through) => connection.Number(
        "SELECT 1 FROM personal_changes WHERE position <= $1 AND id NOT IN (SELECT id FROM conversations WHERE local_only = 1)", through) == 1;

    public static long LastChange(StoreConnection connection) => connection.Number("SELECT MAX(position) FROM personal_changes");

    public static byte[] Bytes(UInt128 id) => ConversationTable.Bytes(new ConversationId(id));

    public static Wire.ClientFrame OpenChange(StoreConnection connection, byte[] id, byte[] value) =>
        Wire.ClientFrame.Parser.ParseFrom(connection.Seal.Open(StoreTable.PersonalChange, PersonalWrites.High(id), PersonalWrites.Low(id), value));

    private static Wire.Contact Apply(Wire.SetContact change, Wire.Contact? before) => new()
    {
        Account = change.Account,
        Name = change.Name,
        Removed = change.Removed,
        AddedMs = before is { Removed: false } ? before.AddedMs : 0,
    };

    private static List<Wire.PersonalRow> Rows(StoreConnection connection, PersonalKind kind) => connection.All(
        "SELECT id, row FROM personal WHERE kind = $1",
        row => Open(connection, (byte[])row.GetValue(0), (byte[])row.GetValue(1)),
        (long)kind);

    private static Wire.PersonalRow Open(StoreConnection connection, byte[] id, byte[] value) =>
        Wire.PersonalRow.Parser.ParseFrom(connection.Seal.Open(StoreTable.PersonalRow, PersonalWrites.High(id), PersonalWrites.Low(id), value));

    private static List<Wire.ClientFrame> Changes(StoreConnection connection, PersonalKey key)
    {
        var id = Bytes(key.Id);
        return connection.All(
            "SELECT change FROM personal_changes WHERE kind = $1 AND id = $2 ORDER BY position",
            row => OpenChange(connection, id, (byte[])row.GetValue(0)),
            (long)key.Kind, id);
    }

    private static List<Wire.ClientFrame> All(StoreConnection connection, PersonalKind kind) => connection.All(
        "SELECT id, change FROM personal_changes WHERE kind = $1 ORDER BY position",
        row => OpenChange(connection, (byte[])row.GetValue(0), (byte[])row.GetValue(1)),
        (long)kind);
}
