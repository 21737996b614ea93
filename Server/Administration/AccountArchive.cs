using System.IO.Compression;
using FastChat.Protocol.Identifiers;
using FastChat.Storage;
using FastChat.Storage.Administration;
using FastChat.Storage.Media;

namespace FastChat.Server.Administration;

/// <summary>
/// Writes everything that an account has as a zip file of JSON lines and media (docs/EXPORT.md). Streams: what it holds at a time is a
/// line, a chunk, and the ids of the people met.
/// </summary>
internal sealed class AccountArchive(ChatDatabase database, MediaFiles files, TimeProvider time)
{
    public const int FormatVersion = 1;

    /// <exception cref="OperationCanceledException">The server stops.</exception>
    public async Task WriteAsync(AccountId account, Stream to, CancellationToken cancellation)
    {
        using var zip = new ZipArchive(to, ZipArchiveMode.Create, leaveOpen: true);
        WriteProfile(zip, account);
        WriteDevices(zip, account);
        var conversations = new ArchivedConversations(database, account, zip);
        var (conversationCount, entries) = conversations.Write(cancellation);
        WriteReports(zip, account);
        var media = await WriteMediaAsync(zip, account, cancellation);
        WritePeople(zip, conversations.People);
        using var manifest = new JsonLines(zip, "manifest.json");
        manifest.Add(json =>
        {
            json.WriteString("format", "fastchat-export");
            json.WriteNumber("version", FormatVersion);
            json.WriteString("account_id", account.ToString());
            json.WriteNumber("made_ms", time.GetUtcNow().ToUnixTimeMilliseconds());
            json.WriteNumber("conversations", conversationCount);
            json.WriteNumber("entries", entries);
            json.WriteNumber("media", media);
        });
    }

    private void WriteProfile(ZipArchive zip, AccountId account)
    {
        if (database.Accounts.Read(account) is not { } record) return;
        using var lines = new JsonLines(zip, "profile.json");
        lines.Add(json =>
        {
            json.WriteString("account_id", account.ToString());
            json.WriteString("handle", record.Handle);
            json.WriteString("display_name", record.DisplayName);
            json.WriteString("about", record.About);
            if (!record.Avatar.IsNone()) json.WriteString("avatar_media_id", record.Avatar.ToString());
            json.WriteNumber("created_ms", record.CreatedMs);
            json.WriteBoolean("has_password", database.Accounts.ReadPassword(account) is not null);
        });
    }

    private void WriteDevices(ZipArchive zip, AccountId account)
    {
        using var lines = new JsonLines(zip, "devices.ndjson");
        foreach (var (device, record) in database.Devices.ReadAll(account))
        {
            lines.Add(json =>
            {
                json.WriteString("device_id", device.ToString());
                json.WriteString("name", record.Name);
                json.WriteNumber("created_ms", record.CreatedMs);
                json.WriteNumber("last_seen_ms", record.LastSeenMs);
                json.WriteBoolean("signed_in", !record.Revoked);
            });
        }
    }

    private void WriteReports(ZipArchive zip, AccountId account)
    {
        using var lines = new JsonLines(zip, "reports.ndjson");
        var after = ReportId.None;
        while (database.Administration.Reports.ReadAfter(after, AdministrationLimits.PageRowsMax) is { Count: > 0 } page)
        {
            foreach (var (_, report) in page.Where(report => report.Record.Reporter == account))
            {
                lines.Add(json =>
                {
                    json.WriteNumber("created_ms", report.CreatedMs);
                    json.WriteString("conversation_id", report.Conversation.ToString());
                    json.WriteNumber("sequence", report.Sequence);
                    json.WriteNumber("category", report.Category);
                    json.WriteString("note", report.Note);
                });
            }

            after = page[^1].Id;
        }
    }

    private async Task<int> WriteMediaAsync(ZipArchive zip, AccountId account, CancellationToken cancellation)
    {
        int count;
        using (var lines = new JsonLines(zip, "media.ndjson"))
        {
            for (var after = MediaId.None; database.Media.ReadReferences(account, after, AdministrationLimits.PageRowsMax) is { Count: > 0 } page; after = page[^1].Media)
            {
                foreach (var (media, reference) in page)
                {
                    lines.Add(json =>
                    {
                        json.WriteString("media_id", media.ToString());
                        json.WriteString("file", NameOf(media));
                        json.WriteString("file_name", reference.FileName);
                        json.WriteString("content_type", reference.ContentType);
                        json.WriteNumber("size", reference.SizeBytes);
                        if (database.Media.Read(media) is { } record) json.WriteNumber("created_ms", record.CreatedMs);
                    });
                }
            }

            count = lines.Count;
        }

        for (var after = MediaId.None; database.Media.ReadReferences(account, after, AdministrationLimits.PageRowsMax) is { Count: > 0 } page; after = page[^1].Media)
        {
            foreach (var (media, reference) in page)
            {
                await using var content = files.OpenRead(media, reference.Key, reference.SizeBytes);
                if (content is null) continue;
                // Pictures and sound are compressed already.
                await using var entry = zip.CreateEntry(NameOf(media), CompressionLevel.NoCompression).Open();
                await content.CopyToAsync(entry, cancellation);
            }
        }

        return count;
    }

    private void WritePeople(ZipArchive zip, IReadOnlyCollection<AccountId> people)
    {
        using var lines = new JsonLines(zip, "people.ndjson");
        foreach (var person in people)
        {
            if (database.Accounts.Read(person) is not { } record) continue;
            lines.Add(json =>
            {
                json.WriteString("account_id", person.ToString());
                json.WriteString("handle", record.Handle);
                json.WriteString("display_name", record.DisplayName);
            });
        }
    }

    private static string NameOf(MediaId media) => $"media/{media}";
}
