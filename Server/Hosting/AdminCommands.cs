namespace FastChat.Server.Hosting;

/// <summary>The commands `fastchat admin …`. They need a running server: it does what they ask, and writes it down.</summary>
internal static class AdminCommands
{
    public static readonly IReadOnlyList<AdminCommand> All =
    [
        new("accounts [AFTER] [LIMIT]", HttpMethod.Get, "accounts", "list accounts"),
        new("account show ACCOUNT", HttpMethod.Get, "accounts/{ACCOUNT}", "show one; ACCOUNT is a handle or an id"),
        new("account disable ACCOUNT [REASON] [FOR]", HttpMethod.Put, "accounts/{ACCOUNT}/disabled", "sign out and keep out, for ever or FOR 12h"),
        new("account enable ACCOUNT", HttpMethod.Delete, "accounts/{ACCOUNT}/disabled", "let it sign in again"),
        new("account promote ACCOUNT", HttpMethod.Put, "accounts/{ACCOUNT}/admin", "make it an admin"),
        new("account demote ACCOUNT", HttpMethod.Delete, "accounts/{ACCOUNT}/admin", "make it an admin no more"),
        new("account password ACCOUNT", HttpMethod.Post, "accounts/{ACCOUNT}/password", "set a new password, which is printed"),
        new("account quota ACCOUNT MEDIA_BYTES_MAX", HttpMethod.Put, "accounts/{ACCOUNT}/quota", "how many uploaded bytes are kept; 0: the default"),
        new("account two-step-off ACCOUNT", HttpMethod.Delete, "accounts/{ACCOUNT}/two-step", "switch its second step off: the phone is lost"),
        new("sessions ACCOUNT", HttpMethod.Get, "accounts/{ACCOUNT}/sessions", "list devices that are signed in"),
        new("sessions revoke ACCOUNT", HttpMethod.Delete, "accounts/{ACCOUNT}/sessions", "sign all devices out"),
        new("sessions revoke ACCOUNT DEVICE", HttpMethod.Delete, "accounts/{ACCOUNT}/sessions/{DEVICE}", "sign one device out"),
        new("account export ACCOUNT", HttpMethod.Post, "accounts/{ACCOUNT}/export", "have an archive of all its data made"),
        new("archive JOB FILE", HttpMethod.Get, "exports/{JOB}/archive", "write the archive into a new file"),
        new("account delete ACCOUNT [MESSAGES] [GRACE_HOURS]", HttpMethod.Post, "accounts/{ACCOUNT}/deletion", "delete it; MESSAGES: keep or remove"),
        new("account undelete ACCOUNT", HttpMethod.Delete, "accounts/{ACCOUNT}/deletion", "take a deletion back that has not begun"),
        new("jobs [BEFORE] [LIMIT]", HttpMethod.Get, "jobs", "exports, deletions, announcements"),
        new("job JOB", HttpMethod.Get, "jobs/{JOB}", "how far one is"),
        new("announce TEXT [ACCOUNT]", HttpMethod.Post, "announcements", "send a message of the server's to all, or to one"),
        new("conversation CONVERSATION", HttpMethod.Get, "conversations/{CONVERSATION}", "show one, without what is said there"),
        new("members CONVERSATION [AFTER] [LIMIT]", HttpMethod.Get, "conversations/{CONVERSATION}/members", "list its members"),
        new("conversations [AFTER] [LIMIT]", HttpMethod.Get, "conversations", "list conversations"),
        new("conversation owner CONVERSATION ACCOUNT", HttpMethod.Put, "conversations/{CONVERSATION}/owner", "make a member the owner"),
        new("conversation delete CONVERSATION", HttpMethod.Delete, "conversations/{CONVERSATION}", "destroy it for everybody"),
        new("message remove CONVERSATION SEQUENCE", HttpMethod.Delete, "conversations/{CONVERSATION}/messages/{SEQUENCE}", "delete a message for everybody"),
        new("reports [STATE] [BEFORE] [LIMIT]", HttpMethod.Get, "reports", "reports of messages; STATE: open, resolved, all"),
        new("report show REPORT", HttpMethod.Get, "reports/{REPORT}", "one, with what was reported"),
        new("report resolve REPORT RESOLUTION", HttpMethod.Post, "reports/{REPORT}/resolution", "say what was decided"),
        new("bans", HttpMethod.Get, "bans", "list addresses that are kept out"),
        new("ban NETWORK [REASON] [FOR]", HttpMethod.Post, "bans", "keep an address or a network (CIDR) out"),
        new("unban BAN", HttpMethod.Delete, "bans/{BAN}", "let it in again"),
        new("invitations", HttpMethod.Get, "invitations", "list invitations"),
        new("invite USES FOR [NOTE]", HttpMethod.Post, "invitations", "let USES people register, within FOR 7d; the code is printed once"),
        new("uninvite INVITATION", HttpMethod.Delete, "invitations/{INVITATION}", "make an invitation useless"),
        new("bots ACCOUNT", HttpMethod.Get, "accounts/{ACCOUNT}/bots", "list the bots that it owns"),
        new("bot create ACCOUNT HANDLE [DISPLAY_NAME]", HttpMethod.Post, "accounts/{ACCOUNT}/bots", "make a bot that ACCOUNT owns"),
        new("bot end BOT", HttpMethod.Delete, "bots/{BOT}", "sign it out for good; BOT is a handle or an id"),
        new("tokens BOT", HttpMethod.Get, "bots/{BOT}/tokens", "list its tokens"),
        new("token create BOT NAME SCOPES [EXPIRES_AFTER_DAYS]", HttpMethod.Post, "bots/{BOT}/tokens", "SCOPES: read, or some of send,groups,profile; it is printed once"),
        new("token revoke BOT TOKEN", HttpMethod.Delete, "bots/{BOT}/tokens/{TOKEN}", "end one, and what signed in with it"),
        new("webhooks", HttpMethod.Get, "webhooks", "list addresses that are told what happens"),
        new("webhook create ADDRESS [WITH_CONTENT] [EVENTS]", HttpMethod.Post, "webhooks", "tell one; WITH_CONTENT true: also what is said; the secret is printed once"),
        new("webhook delete WEBHOOK", HttpMethod.Delete, "webhooks/{WEBHOOK}", "tell it nothing more"),
        new("webhook enable WEBHOOK", HttpMethod.Put, "webhooks/{WEBHOOK}/enabled", "go on with one that failed for too long"),
        new("webhook secret WEBHOOK", HttpMethod.Post, "webhooks/{WEBHOOK}/secret", "give it a new secret, which is printed once"),
        new("webhook replay WEBHOOK FOR", HttpMethod.Post, "webhooks/{WEBHOOK}/replay", "tell it again what happened in the last FOR 12h"),
        new("webhook replay WEBHOOK CONVERSATION FROM_SEQUENCE", HttpMethod.Post, "webhooks/{WEBHOOK}/replay", "tell it one conversation again"),
        new("keys", HttpMethod.Get, "keys", "list operators' keys"),
        new("key create NAME [FOR]", HttpMethod.Post, "keys", "make a key for the admin API; it is printed once"),
        new("key delete KEY", HttpMethod.Delete, "keys/{KEY}", "make a key useless"),
        new("limits", HttpMethod.Get, "limits", "the limits in force"),
        new("reload", HttpMethod.Post, "limits/reload", "read the options again; limits change at once"),
        new("audit [BEFORE] [LIMIT]", HttpMethod.Get, "audit", "what administrators did, the newest first"),
    ];

    public static string Help { get; } = string.Concat(All.Select(command => $"  fastchat admin {command.Usage,-44} {command.Does}{Environment.NewLine}"));

    /// <summary>Asks the running server; prints its answer, or writes it into a file.</summary>
    /// <returns>False: there is no such command.</returns>
    /// <exception cref="InvalidOperationException">No server runs, or it refused.</exception>
    public static async Task<bool> TryRunAsync(IReadOnlyList<string> words, Func<string> dataDirectory, TextWriter output)
    {
        if (All.Select(command => command.Match(words)).FirstOrDefault(match => match is not null) is not { } request) return false;
        var answer = await AdminClient.RequestAsync(dataDirectory(), request)
            ?? throw new InvalidOperationException("No server runs on this data directory: `admin` commands need one.");
        if (answer.Length > 0) await output.WriteLineAsync(answer);
        else await output.WriteLineAsync("Done.");
        return true;
    }
}
