using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Auth;
using FastChat.Server.Concurrency;
using FastChat.Server.Routing;
using FastChat.Storage;
using FastChat.Storage.Accounts;
using FastChat.Storage.Annotations;
using Timer = FastChat.Storage.Annotations.Timer;

namespace FastChat.Server.Accounts;

/// <summary>
/// Accounts of people who did not register: with a made-up handle, without a password, for a while. One that registers later keeps its
/// id, and with it everything. When its time is over a guest is signed out for good, leaves its groups, and its handle is free. Thread-safe.
/// </summary>
internal sealed class Guests(
    ChatDatabase database,
    RecordWriter writer,
    AccountCreation creation,
    HandleClaims handles,
    Admission admission,
    PasswordHasher passwords,
    DeviceSessions sessions,
    IGroupDepartures departures,
    Live<RegistrationPolicy> policy,
    IIdSource ids,
    TimeProvider time)
{
    public async Task<SessionTokens> RegisterAsync(string? displayName, string deviceName)
    {
        if (policy.Value.GuestDays == 0) throw new RefusalException(Code.RegistrationClosed, "There are no guests here.");
        var (account, device) = (ids.NewId<AccountId>(), ids.NewId<DeviceId>());
        var expires = time.GetUtcNow().AddDays(policy.Value.GuestDays).ToUnixTimeMilliseconds();
        var status = new AccountStatusRecord(AccountKind.Guest, expires, AccountId.None);
        var (refresh, handle) = await creation.CreateAsync(
            account,
            new NewAccount(Handle.GuestPrefix, displayName, null, status) { IsHandleMade = true },
            (batch, key, record) =>
            {
                database.Annotations.Timers.Put(batch, TimerOf(account, expires));
                return (sessions.Begin(batch, key, account, device, deviceName, []), record.Handle);
            });
        database.Annotations.Timers.Announce(expires);
        return sessions.Complete(refresh, handle, []);
    }

    /// <summary>Makes the guest a person with a handle and a password. All of its devices stay signed in.</summary>
    public async Task<Profile> UpgradeAsync(
        AccountId account, string handle, string password, string? displayName, string? invitation, CancellationToken cancellation)
    {
        RequireGuest(account);
        admission.Require(invitation);
        var hash = await passwords.HashAsync(password, cancellation);
        var before = database.Accounts.Read(account)?.Handle ?? throw NotAGuest();
        return await creation.RenameAsync(account, before, handle, invitation, () => writer.RunAsync(account.Shard(), account.Value, batch =>
        {
            var status = RequireGuest(account);
            var key = database.Keys.Find(account)!;
            var record = database.Accounts.Read(account)!;
            var changed = record with { Handle = handle, DisplayName = displayName ?? KeptName(record, handle) };
            database.Accounts.Put(batch, account, key, changed);
            database.Accounts.PutPassword(batch, account, key, Passwords.ToRecord(hash));
            database.Accounts.DeleteStatus(batch, account);
            database.Annotations.Timers.Delete(batch, TimerOf(account, status.ExpiresMs));
            batch.NoteAccount(account);
            return Profile.Of(account, changed, AccountStatusRecord.Person);
        }));
    }

    /// <summary>Called when the guest's timer is due, which goes last: what was interrupted is done again.</summary>
    public async Task EndAsync(Timer timer)
    {
        var account = new AccountId(timer.Conversation.Value);
        var begun = await writer.RunAsync(account.Shard(), account.Value, batch =>
        {
            var status = database.Accounts.ReadStatus(account);
            if (status.Kind != AccountKind.Guest || status.ExpiresMs > timer.DueMs || database.Accounts.Read(account) is not { } record) return null;
            // From here on it is upgraded no more: what follows takes its time, and must not befall a person.
            database.Accounts.PutStatus(batch, account, database.Keys.Find(account)!, status with { ExpiresMs = AccountStatusRecord.Ended });
            return new { record.Handle, Revoked = sessions.RevokeWhere(batch, account, _ => true) };
        });
        if (begun is not null)
        {
            sessions.Cut(account, begun.Revoked);
            await departures.LeaveGroupsAsync(account);
            await handles.ReleaseAsync(database.Handles.KeyOf(begun.Handle), account);
        }

        await writer.RunAsync(account.Shard(), account.Value, batch =>
        {
            database.Annotations.Timers.Delete(batch, timer);
            return true;
        });
    }

    private AccountStatusRecord RequireGuest(AccountId account) =>
        database.Accounts.ReadStatus(account) is { Kind: AccountKind.Guest, HasEnded: false } status ? status : throw NotAGuest();

    // A guest that never chose a name is shown by its handle.
    private static string KeptName(AccountRecord record, string handle) => record.DisplayName == record.Handle ? handle : record.DisplayName;

    public static Timer TimerOf(AccountId account, long dueMs) =>
        new(dueMs, new ConversationId(account.Value), TimerKind.GuestEnds, account, 0);

    private static RefusalException NotAGuest() => new(Code.NotAGuest, "This account is no guest.");
}
