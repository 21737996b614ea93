using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Auth;
using FastChat.Server.Routing;
using FastChat.Storage;
using FastChat.Storage.Accounts;

namespace FastChat.Server.Accounts;

/// <summary>
/// Makes accounts in three durable steps, because handle and account belong to different shards: reserve the handle,
/// create the account, confirm the handle. Whatever is interrupted leaves a reservation that expires.
/// </summary>
internal sealed class Registration(
    ChatDatabase database, RecordWriter writer, PasswordHasher passwords, DeviceSessions sessions, IIdSource ids, TimeProvider time, ServerName server)
{
    /// <summary>
    /// Registers and signs in. The password is hashed before the handle is looked at: a taken one costs the same.
    /// Null <paramref name="password"/>: seeding; such an account cannot sign in by password.
    /// </summary>
    public async Task<SessionTokens> RegisterAsync(
        string handle, string? password, string displayName, string deviceName, CancellationToken cancellation)
    {
        var hash = password is null ? null : await passwords.HashAsync(password, cancellation);
        var account = ids.NewId<AccountId>();
        var device = ids.NewId<DeviceId>();
        var key = database.Handles.KeyOf(handle);
        if (handle == server.Handle) throw new RefusalException(Code.HandleTaken, "The handle is taken.");

        // From here on the caller's going away must not stop it halfway.
        await ReserveAsync(key, account);
        var refresh = await writer.RunAsync(account.Shard(), account.Value, batch =>
        {
            var dataKey = database.Keys.Create(batch, account);
            database.Accounts.Put(batch, account, dataKey, new AccountRecord(handle, displayName, "", MediaId.None, Now()));
            if (hash is not null) database.Accounts.PutPassword(batch, account, dataKey, Passwords.ToRecord(hash));
            batch.NoteAccount(account);
            return sessions.Begin(batch, dataKey, account, device, deviceName, []);
        }, CancellationToken.None);
        await ConfirmAsync(key, account);
        return sessions.Complete(refresh, handle, []);
    }

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();

    private Task<bool> ReserveAsync(HandleKey key, AccountId account) => writer.RunAsync(key.Shard(), key.Value, batch =>
    {
        var now = Now();
        if (database.Handles.Read(key) is { } row && database.IsTaken(row, key, now)) throw new RefusalException(Code.HandleTaken, "The handle is taken.");
        database.Handles.Put(batch, key, new HandleRecord(account, HandleState.Reserved, now));
        return true;
    });

    private Task<bool> ConfirmAsync(HandleKey key, AccountId account) => writer.RunAsync(key.Shard(), key.Value, batch =>
    {
        // Only if the steps took longer than the reservation holds and somebody else took the handle.
        if (database.Handles.Read(key) is not { } row || row.Account != account) throw new RefusalException(Code.HandleTaken, "The handle is taken.");
        database.Handles.Put(batch, key, row with { State = HandleState.Confirmed });
        return true;
    });
}
