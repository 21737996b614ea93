using System.IO.Compression;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Media;
using FastChat.Storage;
using FastChat.Storage.Administration;
using FastChat.Storage.Media;

namespace FastChat.Server.Administration;

/// <summary>
/// Writes everything that an account has as a zip file of JSON lines and media (docs/EXPORT.md). Streams: what it holds at a time is a
/// line, a chunk, and the ids of the people met.
/// </summary>
internal sealed class AccountArchive(ChatDatabase database, MediaFiles files, MediaLedger ledger, TimeProvider time)
{
    public const int FormatVersion = 1;

    /// <exception cref="OperationCanceledException">The server stops.</exception>
    public async Task WriteAsync(AccountId account, Stream to, CancellationToken cancellation)
    {
        using var zip = new ZipArchive(to, ZipArchiveMode.Create, leaveOpen: true);
        new ArchivedAccount(database, ledger, account, zip).Write();
        var conversations = new ArchivedConversations(database, account, zip);
        var (conversationCount, entries) = conversations.Write(cancellation);
        WriteReports(zip, account);
        var personal = new ArchivedPersonal(database, account, zip);
        personal.Write();
        var media = await new ArchivedMedia(database, files, account, zip).WriteAsync(cancellation);
        WritePeople(zip, conversations.People.Union(personal.People));
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

    private void WritePeople(ZipArchive zip, IEnumerable<AccountId> people)
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
}
