using System.IO.Compression;
using System.Text.Json;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Media;
using FastChat.Storage;
using FastChat.Storage.Accounts;
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
        WriteProfile(zip, account);
        WriteDevices(zip, account);
        WriteBots(zip, account);
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

    private void WriteProfile(ZipArchive zip, AccountId account)
    {
        if (database.Accounts.Read(account) is not { } record) return;
        var (state, usage) = (database.Administration.States.Read(account), ledger.Read(account));
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
            json.WriteString("kind", database.Accounts.ReadStatus(account).Kind.ToString());
            WriteProofs(json, account);
            json.WriteBoolean("is_admin", state.IsAdmin);
            json.WriteNumber("disabled_until_ms", state.DisabledUntilMs);
            json.WriteNumber("media_bytes_used", usage.UsedBytes);
            json.WriteNumber("media_bytes_max", usage.QuotaBytes);
        });
    }

    /// <summary>How it is proven and found, without what proves it.</summary>
    private void WriteProofs(Utf8JsonWriter json, AccountId account)
    {
        if (database.Proofs.ReadEmail(account) is { } email)
        {
            json.WriteString("email", email.Address);
            json.WriteNumber("email_verified_ms", email.VerifiedMs);
        }

        if (database.Proofs.ReadCode(account, CodePurpose.VerifyEmail) is { } pending) json.WriteString("email_to_be_verified", pending.Subject);
        var twoStep = database.Proofs.ReadTwoStep(account);
        json.WriteBoolean("has_second_step", twoStep is { IsOn: true });
        json.WriteNumber("recovery_codes_left", twoStep is { IsOn: true } ? twoStep.RecoveryHashes.Count : 0);
        json.WriteStartArray("known_elsewhere");
        foreach (var (_, identity) in database.Accounts.ReadExternal(account))
        {
            json.WriteStartObject();
            json.WriteString("source", identity.Source);
            json.WriteString("subject", identity.Subject);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>The bots that it owns and their tokens, of which the server has but hashes.</summary>
    private void WriteBots(ZipArchive zip, AccountId account)
    {
        using var lines = new JsonLines(zip, "bots.ndjson");
        foreach (var bot in database.Bots.ReadOwned(account))
        {
            if (database.Accounts.Read(bot) is not { } record) continue;
            lines.Add(json =>
            {
                json.WriteString("account_id", bot.ToString());
                json.WriteString("handle", record.Handle);
                json.WriteString("display_name", record.DisplayName);
                json.WriteStartArray("tokens");
                foreach (var (_, token) in database.Bots.ReadTokens(bot))
                {
                    json.WriteStartObject();
                    json.WriteString("name", token.Name);
                    json.WriteString("scopes", token.Scopes.ToString());
                    json.WriteNumber("created_ms", token.CreatedMs);
                    json.WriteNumber("expires_ms", token.ExpiresMs);
                    json.WriteNumber("last_used_ms", token.LastUsedMs);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            });
        }
    }

    private void WriteDevices(ZipArchive zip, AccountId account)
    {
        using var lines = new JsonLines(zip, "devices.ndjson");
        foreach (var (device, record) in database.Devices.ReadAll(account))
        {
            var push = database.PushSubscriptions.Read(account, device);
            lines.Add(json =>
            {
                json.WriteString("device_id", device.ToString());
                json.WriteString("name", record.Name);
                json.WriteNumber("created_ms", record.CreatedMs);
                json.WriteNumber("last_seen_ms", record.LastSeenMs);
                json.WriteBoolean("signed_in", !record.Revoked);
                if (push is null) return;
                // Not where to: whoever knows that can push to the device.
                json.WriteString("push", push.Kind.ToString());
                json.WriteBoolean("push_preview", push.Preview);
                json.WriteNumber("push_since_ms", push.CreatedMs);
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
