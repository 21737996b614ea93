using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Auth;
using FastChat.Server.Routing;
using FastChat.Storage;
using FastChat.Storage.Accounts;
using FastChat.Storage.Commit;

namespace FastChat.Server.Accounts;

/// <summary>
/// Signs in by handle and password, and changes passwords. An unknown handle costs one hash and gets the same answer as
/// a wrong password.
/// </summary>
internal sealed class SignIn(
    ChatDatabase database,
    RecordWriter writer,
    PasswordHasher passwords,
    DeviceSessions sessions,
    Registration registration,
    IIdSource ids,
    IIdentityCheck? identity = null)
{
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
            return await SignInKnownAsync(handle, verdict.DisplayName ?? handle, deviceName, device, cancellation);
        }

        var account = handle is null ? AccountId.None : Find(handle);
        var stored = Passwords.FromRecord(account.IsNone() ? null : database.Accounts.ReadPassword(account));
        if (!await passwords.VerifyAsync(password, stored, cancellation)) throw WrongCredentials();

        var displaced = new List<DeviceId>();
        var refresh = await writer.RunAsync(account.Shard(), account.Value, batch =>
        {
            // The password may have changed while it was being checked.
            if (Passwords.FromRecord(database.Accounts.ReadPassword(account)) is not { } now || !now.Hash.AsSpan().SequenceEqual(stored!.Hash)) throw WrongCredentials();
            return Begin(batch, account, device, deviceName, displaced);
        }, CancellationToken.None);
        return sessions.Complete(refresh, handle!, displaced);
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
            if (Passwords.FromRecord(database.Accounts.ReadPassword(account)) is not { } now || !now.Hash.AsSpan().SequenceEqual(stored!.Hash)) throw WrongCredentials();
            database.Accounts.PutPassword(batch, account, database.Keys.Find(account)!, Passwords.ToRecord(hash));
            return sessions.RevokeWhere(batch, account, other => other != device);
        }, CancellationToken.None);
        sessions.Cut(account, revoked);
    }

    /// <summary>Somebody whom the host's directory knows; at the first sight an account is made, which has no password here.</summary>
    private async Task<SessionTokens> SignInKnownAsync(
        string handle, string displayName, string deviceName, DeviceId device, CancellationToken cancellation)
    {
        var account = Find(handle);
        if (account.IsNone()) return await registration.RegisterAsync(handle, null, displayName, deviceName, cancellation);
        var displaced = new List<DeviceId>();
        var refresh = await writer.RunAsync(
            account.Shard(), account.Value, batch => Begin(batch, account, device, deviceName, displaced), CancellationToken.None);
        return sessions.Complete(refresh, handle, displaced);
    }

    // In the account's turn.
    private RefreshToken Begin(CommitBatch batch, AccountId account, DeviceId device, string deviceName, List<DeviceId> displaced)
    {
        // Another account's device is never taken over: only one with a row of this account keeps its id.
        var known = !device.IsNone() && database.Devices.Read(account, device) is not null;
        return sessions.Begin(batch, database.Keys.Find(account)!, account, known ? device : ids.NewId<DeviceId>(), deviceName, displaced);
    }

    private static RefusalException WrongCredentials() => new(Code.WrongCredentials, "Unknown handle or wrong password.");
}
