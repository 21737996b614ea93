using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Protocol.Personal;
using FastChat.Storage;
using Google.Protobuf;

namespace FastChat.Server.Administration;

/// <summary>The part of an archive that an account keeps for itself: settings, folders, drafts, contacts, whom it has blocked.</summary>
internal sealed class ArchivedPersonal(ChatDatabase database, AccountId account, ZipArchive zip)
{
    private readonly HashSet<AccountId> _people = [];

    /// <summary>Contacts and blocked accounts.</summary>
    public IReadOnlyCollection<AccountId> People => _people;

    public void Write()
    {
        using var lines = new JsonLines(zip, "personal.ndjson");
        database.Personal.Visit(account, default, (key, row) =>
        {
            if (key.Kind != PersonalKind.Head && !row.IsVoid()) lines.Add(json => WriteRow(json, key, row));
            return true;
        });
    }

    private void WriteRow(Utf8JsonWriter json, PersonalKey key, PersonalRow row)
    {
        json.WriteString("kind", key.Kind.ToString());
        if (key.Kind is PersonalKind.Conversation or PersonalKind.Draft) json.WriteString("conversation_id", new ConversationId(key.Id).ToString());
        if (key.Kind is PersonalKind.Contact or PersonalKind.Blocked)
        {
            json.WriteString("account_id", new AccountId(key.Id).ToString());
            _people.Add(new AccountId(key.Id));
        }

        switch (row.RowCase)
        {
            case PersonalRow.RowOneofCase.Settings:
                json.WriteString("notifications", row.Settings.Level.ToString());
                json.WriteString("presence", row.Settings.Presence.ToString());
                json.WriteString("last_seen", row.Settings.LastSeen.ToString());
                json.WriteString("read_receipts", row.Settings.ReadReceipts.ToString());
                json.WriteString("invitations", row.Settings.Invitations.ToString());
                break;
            case PersonalRow.RowOneofCase.Conversation:
                json.WriteBoolean("archived", row.Conversation.Archived);
                json.WriteNumber("muted_until_ms", row.Conversation.MutedUntilMs);
                json.WriteString("notifications", row.Conversation.Level.ToString());
                WriteAll(json, "folders", row.Conversation.Folders.Select(Text));
                break;
            case PersonalRow.RowOneofCase.Pinned:
                WriteAll(json, "conversation_ids", row.Pinned.ConversationIds.Select(id => ConversationId.TryRead(id.Span, out var pinned) ? pinned.ToString() : ""));
                break;
            case PersonalRow.RowOneofCase.Folders:
                json.WriteStartObject("folders");
                foreach (var folder in row.Folders.Folders) json.WriteString(Text(folder.Id), folder.Name);
                json.WriteEndObject();
                break;
            case PersonalRow.RowOneofCase.Draft:
                WriteDraft(json, row.Draft, new ConversationId(key.Id));
                break;
            case PersonalRow.RowOneofCase.Contact:
                json.WriteString("name", row.Contact.Name);
                json.WriteNumber("added_ms", row.Contact.AddedMs);
                break;
            case PersonalRow.RowOneofCase.Blocked:
                json.WriteNumber("since_ms", row.Blocked.SinceMs);
                break;
            default:
                // A newer version's, in the form that protobuf gives it.
                json.WritePropertyName("row");
                json.WriteRawValue(JsonFormatter.Default.Format(row));
                break;
        }
    }

    private void WriteDraft(Utf8JsonWriter json, Draft draft, ConversationId conversation)
    {
        json.WriteNumber("changed_ms", draft.ChangedMs);
        WriteAll(json, "mentioned", draft.MentionedAccounts.Select(id => AccountId.TryRead(id.Span, out var mentioned) ? mentioned.ToString() : ""));
        var isEncrypted = database.Conversations.ReadRecord(conversation) is { Encryption: not Encryption.None };
        ExportedEntry.WriteContent(json, EntryKind.Message, draft.Content.Span, isEncrypted);
    }

    private static string Text(ulong id) => id.ToString(CultureInfo.InvariantCulture);

    private static void WriteAll(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
