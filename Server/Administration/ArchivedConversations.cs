using System.IO.Compression;
using FastChat.Protocol;
using FastChat.Protocol.Codec;
using FastChat.Protocol.Identifiers;
using FastChat.Storage;
using FastChat.Storage.Conversations;
using Google.Protobuf;

namespace FastChat.Server.Administration;

/// <summary>The part of an archive that is about conversations: how the account stands in each, and all entries that it may read now.</summary>
internal sealed class ArchivedConversations(ChatDatabase database, AccountId account, ZipArchive zip)
{
    /// <summary>Blocks read at once: an iterator that stays open holds memory of the database.</summary>
    private const int BlocksAtOnce = 256;

    private readonly HashSet<AccountId> _people = [];

    /// <summary>Whose entries were met; their names come last.</summary>
    public IReadOnlyCollection<AccountId> People => _people;

    public (int Conversations, long Entries) Write(CancellationToken cancellation)
    {
        var ids = new List<ConversationId>();
        using (var lines = new JsonLines(zip, "conversations.ndjson"))
        {
            database.Lists.Read(account, ConversationId.None, (conversation, in row) =>
            {
                if (row.State == ListState.Member && WriteState(lines, conversation)) ids.Add(conversation);
                return true;
            });
        }

        var entries = 0L;
        foreach (var conversation in ids) entries += WriteEntries(conversation, cancellation);
        using var scheduled = new JsonLines(zip, "scheduled.ndjson");
        foreach (var conversation in ids) WriteScheduled(scheduled, conversation);
        return (ids.Count, entries);
    }

    private bool WriteState(JsonLines lines, ConversationId conversation)
    {
        if (database.Conversations.ReadRecord(conversation) is not { } record
            || database.Members.Read(conversation, account) is not { } member) return false;
        var cursor = database.Cursors.Read(conversation, account) ?? default;
        var hidden = database.Annotations.Hidden.Read(conversation, account);
        lines.Add(json =>
        {
            json.WriteString("conversation_id", conversation.ToString());
            json.WriteString("kind", record.Kind.ToString());
            json.WriteString("title", record.Title);
            json.WriteString("role", member.Role.ToString());
            json.WriteNumber("joined_ms", member.JoinedMs);
            json.WriteNumber("members", record.MemberCount);
            json.WriteNumber("first_visible_sequence", member.FirstVisibleSequence);
            json.WriteNumber("read_sequence", cursor.ReadSequence);
            if (record.Kind == ConversationKind.Direct) json.WriteString("peer", (record.PeerOne == account ? record.PeerTwo : record.PeerOne).ToString());
            json.WriteStartArray("threads_read");
            foreach (var thread in database.Annotations.Threads.ReadCursors(conversation, account)?.Cursors ?? [])
            {
                json.WriteStartObject();
                json.WriteNumber("root", thread.Root);
                json.WriteNumber("read_sequence", thread.Sequence);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            if (hidden is null) return;
            json.WriteNumber("hidden_through", hidden.Through);
            json.WriteStartArray("hidden_sequences");
            foreach (var sequence in hidden.Sequences) json.WriteNumberValue(sequence);
            json.WriteEndArray();
        });
        if (record.Kind == ConversationKind.Direct) _people.Add(record.PeerOne == account ? record.PeerTwo : record.PeerOne);
        return true;
    }

    private long WriteEntries(ConversationId conversation, CancellationToken cancellation)
    {
        // The head before the member row: whoever is a member afterwards may see all up to it (A6).
        var head = database.Conversations.ReadHead(conversation)?.Sequence ?? 0;
        if (database.Conversations.ReadRecord(conversation) is not { } record
            || database.Members.Read(conversation, account) is not { } member) return 0;
        var isEncrypted = record.Encryption != Encryption.None;
        using var lines = new JsonLines(zip, $"messages/{conversation}.ndjson");
        for (var next = member.FirstVisibleSequence; next <= head;)
        {
            cancellation.ThrowIfCancellationRequested();
            var (from, blocks) = (next, 0);
            database.Blocks.ReadForward(conversation, from, (_, bytes) =>
            {
                if (!BlockReader.TryOpen(bytes, out var reader)) return false;
                while (reader.TryRead(out var entry))
                {
                    if (entry.Sequence < from || entry.Sequence > head) continue;
                    ExportedEntry.Write(lines.Begin(), in entry, reader.ServerTimeMs, isEncrypted);
                    lines.End();
                    _people.Add(entry.SenderAccount);
                }

                next = reader.LastSequence + 1;
                return ++blocks < BlocksAtOnce;
            });
            // Deleted meanwhile, or nothing more.
            if (next == from) break;
        }

        return lines.Count;
    }

    private void WriteScheduled(JsonLines lines, ConversationId conversation)
    {
        foreach (var (messageId, scheduled) in database.Annotations.Scheduled.ReadAll(conversation, account))
        {
            lines.Add(json =>
            {
                json.WriteString("conversation_id", conversation.ToString());
                json.WriteString("message_id", messageId.ToString(System.Globalization.CultureInfo.InvariantCulture));
                json.WriteNumber("due_ms", scheduled.DueMs);
                json.WritePropertyName("entry");
                json.WriteRawValue(JsonFormatter.Default.Format(OutgoingEntry.Parser.ParseFrom(scheduled.Entry)));
            });
        }
    }
}
