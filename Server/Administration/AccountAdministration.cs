using System.Security.Cryptography;
using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Accounts;
using FastChat.Server.Auth;
using FastChat.Server.Routing;
using FastChat.Storage;
using FastChat.Storage.Administration;
using FastChat.Storage.Conversations;

namespace FastChat.Server.Administration;

/// <summary>What administrators see of accounts and change about them. Each change is one turn of the account's loop.</summary>
internal sealed class AccountAdministration(
    ChatDatabase database, RecordWriter writer, DeviceSessions sessions, PasswordHasher passwords, SignIn signIn, TimeProvider time)
{
    private const int GeneratedPasswordBytes = 15;

    /// <summary>By id or exact handle.</summary>
    /// <exception cref="RefusalException">AccountNotFound.</exception>
    public AccountView Require(string idOrHandle)
    {
        var account = AccountId.TryParse(idOrHandle, out var id) ? id
            : Handle.TryNormalize(idOrHandle, out var handle) ? signIn.Find(handle)
            : AccountId.None;
        return Read(account) ?? throw NotFound();
    }

    public AccountView? Read(AccountId account) => database.Accounts.Read(account) is { } record
        ? new AccountView(account, record, database.Administration.States.Read(account), database.Accounts.ReadStatus(account))
        : null;

    /// <summary>A page of all accounts, in the order of the database.</summary>
    public IReadOnlyList<AccountView> ReadPage(AccountId after, int limit) =>
        [.. database.Accounts.ReadIds(after, limit).Select(Read).OfType<AccountView>()];

    public int CountConversations(AccountId account)
    {
        var count = 0;
        database.Lists.Read(account, ConversationId.None, (_, in row) =>
        {
            count += row.State == ListState.Member ? 1 : 0;
            return true;
        });
        return count;
    }

    /// <summary>Signs all devices out, those of the account's bots too, and lets none sign in before a time.</summary>
    public async Task DisableAsync(AccountId account, long untilMs, string reason)
    {
        var revoked = await ChangeAsync(account, state => state with { DisabledUntilMs = untilMs, Reason = reason }, signOut: true);
        sessions.Cut(account, revoked);
        foreach (var bot in database.Bots.ReadOwned(account)) await RevokeAllAsync(bot);
    }

    public Task EnableAsync(AccountId account) => ChangeAsync(account, state => state with { DisabledUntilMs = 0, Reason = "" });

    /// <summary>Only people become admins: a bot's token is restricted, a guest is anybody.</summary>
    public Task SetAdminAsync(AccountId account, bool isAdmin)
    {
        if (isAdmin) RequirePerson(account, "Only people become admins.");
        return ChangeAsync(account, state => state with { IsAdmin = isAdmin });
    }

    public Task SetQuotaAsync(AccountId account, long mediaBytesMax) => ChangeAsync(account, state => state with { MediaBytesMax = mediaBytesMax });

    /// <summary>Sets a password and signs all devices out. Null: a random one is made. Returns it.</summary>
    public async Task<string> ResetPasswordAsync(AccountId account, string? password, CancellationToken cancellation)
    {
        var next = password ?? Convert.ToBase64String(RandomNumberGenerator.GetBytes(GeneratedPasswordBytes));
        ProfileText.RequirePassword(next);
        RequirePerson(account, "Only people have passwords.");
        var hash = await passwords.HashAsync(next, cancellation);
        var revoked = await writer.RunAsync(account.Shard(), account.Value, batch =>
        {
            var key = database.Keys.Find(account) ?? throw NotFound();
            database.Accounts.PutPassword(batch, account, key, Passwords.ToRecord(hash));
            return sessions.RevokeWhere(batch, account, _ => true);
        }, CancellationToken.None);
        sessions.Cut(account, revoked);
        return next;
    }

    public async Task RevokeAllAsync(AccountId account)
    {
        var revoked = await writer.RunAsync(account.Shard(), account.Value, batch => sessions.RevokeWhere(batch, account, _ => true));
        sessions.Cut(account, revoked);
    }

    /// <summary>From now so many seconds; null: for ever.</summary>
    public long Until(long? seconds) => seconds is not { } given ? long.MaxValue
        : given is >= 1 and <= AdministrationLimits.SecondsMax ? time.GetUtcNow().ToUnixTimeMilliseconds() + (given * 1_000)
        : throw new RefusalException(Code.Malformed, $"seconds lies between 1 and {AdministrationLimits.SecondsMax}.");

    /// <summary>Changes what was decided about an account, in a turn of its loop.</summary>
    private Task<IReadOnlyList<DeviceId>> ChangeAsync(AccountId account, Func<AccountStateRecord, AccountStateRecord> change, bool signOut = false) =>
        writer.RunAsync(account.Shard(), account.Value, batch =>
        {
            var key = database.Accounts.Read(account) is null ? null : database.Keys.Find(account);
            if (key is null) throw NotFound();
            database.Administration.States.Put(batch, account, key, change(database.Administration.States.Read(account)));
            return signOut ? sessions.RevokeWhere(batch, account, _ => true) : [];
        });

    private void RequirePerson(AccountId account, string otherwise)
    {
        if (database.Accounts.ReadStatus(account).Kind != AccountKind.Person) throw new RefusalException(Code.Forbidden, otherwise);
    }

    private static RefusalException NotFound() => new(Code.AccountNotFound, "There is no such account.");
}
