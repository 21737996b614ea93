using System.IO.Compression;
using System.Text.Json;
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
        var scheduled = new JsonLines(zip, "scheduled.ndjson");
        foreach (var conversation in ids) WriteScheduled(scheduled, conversation);
        scheduled.Dispose();
        WriteJoinRequests(cancellation);
        return (ids.Count, entries);
    }

    private bool WriteState(JsonLines lines, ConversationId conversation)
    {
        if (database.Conversations.ReadRecord(conversation) is not { } record
            || database.Members.Read(conversation, account) is not { } member) return false;
        var cursor = database.Cursors.Read(conversation, account) ?? default;
        var hidden = database.Annotations.Hidden.Read(conversation, account);
        var group = database.Annotations.Groups.Read(conversation);
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
            if (group is not null)
            {
                json.WriteString("description", group.Description);
                json.WriteString("handle", group.Handle);
                json.WriteNumber("muted_until_ms", database.Annotations.Groups.ReadAccount(conversation, account)?.MutedUntilMs ?? 0);
            }

            WriteInvites(json, conversation);
            WriteWebhooks(json, conversation);
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

    /// <summary>The links that the account made; of their secrets the server has but hashes.</summary>
    private void WriteInvites(Utf8JsonWriter json, ConversationId conversation)
    {
        json.WriteStartArray("links_made");
        foreach (var (_, invite) in database.Annotations.Invites.ReadAll(conversation).Where(row => row.Invite.By == account))
        {
            json.WriteStartObject();
            json.WriteString("label", invite.Label);
            json.WriteNumber("created_ms", invite.CreatedMs);
            json.WriteNumber("expires_ms", invite.ExpiresMs);
            json.WriteNumber("uses", invite.Uses);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>The ways in for messages from elsewhere that it made, without their addresses.</summary>
    private void WriteWebhooks(Utf8JsonWriter json, ConversationId conversation)
    {
        json.WriteStartArray("webhooks_made");
        foreach (var (_, webhook) in database.Annotations.Webhooks.ReadAll(conversation).Where(row => row.Record.Creator == account))
        {
            json.WriteStartObject();
            json.WriteString("name", webhook.Name);
            json.WriteNumber("created_ms", webhook.CreatedMs);
            json.WriteNumber("last_used_ms", webhook.LastUsedMs);
            json.WriteEndObject();
        }

        json.WriteEndArray();
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

    /// <summary>Where it has asked to join: each conversation is asked, for nothing lists them.</summary>
    private void WriteJoinRequests(CancellationToken cancellation)
    {
        using var lines = new JsonLines(zip, "join_requests.ndjson");
        for (var after = ConversationId.None; database.Conversations.ReadIds(after, AdministrationLimits.PageRowsMax) is { Count: > 0 } page; after = page[^1])
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var conversation in page)
            {
                if (database.Annotations.JoinRequests.Read(conversation, account) is not { } request) continue;
                lines.Add(json =>
                {
                    json.WriteString("conversation_id", conversation.ToString());
                    json.WriteNumber("asked_ms", request.TimeMs);
                });
            }
        }
    }
}
