using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Auth;
using FastChat.Server.Routing;
using FastChat.Storage;
using FastChat.Storage.Accounts;
using FastChat.Storage.Commit;

namespace FastChat.Server.Accounts;

/// <summary>
/// Signs in by handle and password, and a second step where it is on, and changes passwords. An unknown handle costs one hash and gets
/// the same answer as a wrong password.
/// </summary>
internal sealed class SignIn(
    ChatDatabase database,
    RecordWriter writer,
    PasswordHasher passwords,
    TwoStep twoStep,
    AuthLimiter limiter,
    DeviceSessions sessions,
    AccountStanding standing,
    Registration registration,
    IIdSource ids,
    TimeProvider time,
    IIdentityCheck? identity = null)
{
    private readonly byte[] _ticketKey = database.Secret(SignInTicket.SecretName);

    /// <summary>The account of a folded handle, or none.</summary>
    public AccountId Find(string handle) =>
        database.Handles.Read(database.Handles.KeyOf(handle)) is { State: HandleState.Confirmed } row ? row.Account : AccountId.None;

    /// <param name="handle">Folded; null: no handle at all, which costs and says the same.</param>
    /// <param name="password">As typed.</param>
    /// <param name="deviceName">For the list of devices.</param>
    /// <param name="device">A device that signs in again, or none.</param>
    /// <param name="cancellation">Ends the wait for a worker.</param>
    public async Task<SessionTokens> SignInAsync(
        string? handle, string password, string deviceName, DeviceId device, CancellationToken cancellation)
    {
        if (handle is not null && identity is not null && await identity.JudgeAsync(handle, password, cancellation) is { } verdict)
        {
            if (!verdict.IsGenuine) throw WrongCredentials();
            return await SignInKnownAsync(handle, ProfileText.ShownName(verdict.DisplayName) ?? handle, deviceName, device);
        }

        var account = handle is null ? AccountId.None : Find(handle);
        var stored = Passwords.FromRecord(account.IsNone() ? null : database.Accounts.ReadPassword(account));
        if (!await passwords.VerifyAsync(password, stored, cancellation)) throw WrongCredentials();

        return await BeginAsync(account, deviceName, device, (_, _) =>
        {
            // Password and second step may have changed while the password was being checked.
            RequireSame(account, stored!);
            RequireFirstStepEnough(account, stored!);
        });
    }

    /// <summary>The second step: the ticket that the first one gave, and a code.</summary>
    public Task<SessionTokens> FinishAsync(string ticketText, string code, string deviceName, DeviceId device)
    {
        if (!SignInTicket.TryParse(ticketText, _ticketKey, out var ticket)) throw new RefusalException(Code.TokenInvalid, "Not a ticket of a sign-in here.");
        if (ticket.ExpiresMs <= time.GetUtcNow().ToUnixTimeMilliseconds()) throw new RefusalException(Code.TokenExpired, "The ticket has expired: sign in again.");
        limiter.RequireCode(ticket.Account);
        return BeginAsync(ticket.Account, deviceName, device, (batch, _) =>
        {
            if (Passwords.FromRecord(database.Accounts.ReadPassword(ticket.Account)) is not { } now || SignInTicket.StampOf(now) != ticket.Stamp)
                throw new RefusalException(Code.TokenInvalid, "The password has changed: sign in again.");
            // Switched off meanwhile: then the password was enough.
            if (twoStep.Read(ticket.Account) is not null) twoStep.Put(batch, ticket.Account, twoStep.Take(ticket.Account, code) ?? throw TwoStep.WrongCode());
        });
    }

    /// <summary>Signs a device in to an account whose owner has shown who he is.</summary>
    /// <param name="account">Which.</param>
    /// <param name="deviceName">For the list of devices.</param>
    /// <param name="device">A device that signs in again, or none.</param>
    /// <param name="decide">In the account's turn, with the device that is signed in: refuses, or writes what else belongs to it.</param>
    public async Task<SessionTokens> BeginAsync(AccountId account, string deviceName, DeviceId device, Action<CommitBatch, DeviceId> decide)
    {
        var displaced = new List<DeviceId>();
        var (refresh, handle) = await writer.RunAsync(account.Shard(), account.Value, batch =>
        {
            standing.RequireEnabled(account);
            // Another account's device is never taken over: only one with a row of this account keeps its id.
            var known = !device.IsNone() && database.Devices.Read(account, device) is not null;
            var signedIn = known ? device : ids.NewId<DeviceId>();
            decide(batch, signedIn);
            var token = sessions.Begin(batch, database.Keys.Find(account)!, account, signedIn, deviceName, displaced);
            return (token, database.Accounts.Read(account)!.Handle);
        }, CancellationToken.None);
        return sessions.Complete(refresh, handle, displaced);
    }

    /// <summary>Changes the password and signs out all other devices.</summary>
    public async Task ChangePasswordAsync(
        AccountId account, DeviceId device, string current, string next, CancellationToken cancellation)
    {
        var stored = Passwords.FromRecord(database.Accounts.ReadPassword(account));
        if (!await passwords.VerifyAsync(current, stored, cancellation)) throw WrongCredentials();
        var hash = await passwords.HashAsync(next, cancellation);
        var revoked = await writer.RunAsync(account.Shard(), account.Value, batch =>
        {
            RequireSame(account, stored!);
            database.Accounts.PutPassword(batch, account, database.Keys.Find(account)!, Passwords.ToRecord(hash));
            return sessions.RevokeWhere(batch, account, other => other != device);
        }, CancellationToken.None);
        sessions.Cut(account, revoked);
    }

    /// <summary>Refuses unless this is the account's password; an account without one needs none.</summary>
    public async Task RequirePasswordAsync(AccountId account, string? password, CancellationToken cancellation)
    {
        if (Passwords.FromRecord(database.Accounts.ReadPassword(account)) is not { } stored) return;
        if (password is null || !await passwords.VerifyAsync(password, stored, cancellation)) throw WrongCredentials();
    }

    private void RequireSame(AccountId account, PasswordHash stored)
    {
        if (Passwords.FromRecord(database.Accounts.ReadPassword(account)) is not { } now || !now.Hash.AsSpan().SequenceEqual(stored.Hash)) throw WrongCredentials();
    }

    private void RequireFirstStepEnough(AccountId account, PasswordHash password)
    {
        if (twoStep.Read(account) is null) return;
        var ends = time.GetUtcNow().AddMinutes(AccountLimits.TicketMinutes).ToUnixTimeMilliseconds();
        throw new RefusalException(Code.SecondStepNeeded, "The password is right; a code finishes signing in.")
        {
            Ticket = new SignInTicket(account, ends, SignInTicket.StampOf(password)).Write(_ticketKey),
        };
    }

    /// <summary>
    /// Somebody whom the host's directory knows; at the first sight an account is made, which has no password here. The directory stands in
    /// for the password alone: a second step is asked for all the same, and the handle of a bot or a guest is nobody's in the directory.
    /// </summary>
    private async Task<SessionTokens> SignInKnownAsync(string handle, string displayName, string deviceName, DeviceId device)
    {
        var account = Find(handle);
        if (account.IsNone()) return await registration.RegisterKnownAsync(handle, displayName, deviceName);
        return await BeginAsync(account, deviceName, device, (_, _) =>
        {
            if (database.Accounts.ReadStatus(account).Kind != AccountKind.Person) throw WrongCredentials();
            if (Passwords.FromRecord(database.Accounts.ReadPassword(account)) is { } stored) RequireFirstStepEnough(account, stored);
        });
    }

    private static RefusalException WrongCredentials() => new(Code.WrongCredentials, "Unknown handle or wrong password.");
}
