using System.IO.Compression;
using System.Text.Json;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Media;
using FastChat.Storage;
using FastChat.Storage.Accounts;

namespace FastChat.Server.Administration;

/// <summary>The part of an archive that says who the account is, and by what it gets in: never what proves it.</summary>
internal sealed class ArchivedAccount(ChatDatabase database, MediaLedger ledger, AccountId account, ZipArchive zip)
{
    public void Write()
    {
        WriteProfile();
        WriteDevices();
        WriteBots();
    }

    private void WriteProfile()
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
            WriteProofs(json);
            json.WriteBoolean("is_admin", state.IsAdmin);
            json.WriteNumber("disabled_until_ms", state.DisabledUntilMs);
            json.WriteNumber("media_bytes_used", usage.UsedBytes);
            json.WriteNumber("media_bytes_max", usage.QuotaBytes);
        });
    }

    private void WriteDevices()
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

    /// <summary>The bots that it owns and their tokens, of which the server has but hashes.</summary>
    private void WriteBots()
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

    /// <summary>How it is proven and found, without what proves it.</summary>
    private void WriteProofs(Utf8JsonWriter json)
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
}
