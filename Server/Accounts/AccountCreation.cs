using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Routing;
using FastChat.Storage;
using FastChat.Storage.Accounts;
using FastChat.Storage.Commit;
using FastChat.Storage.Sealing;

namespace FastChat.Server.Accounts;

/// <summary>
/// Makes accounts: reserves the handle, takes the right to make one, writes the account, confirms the handle. A crash in
/// between leaves a reservation that expires, and at worst a used invitation.
/// </summary>
internal sealed class AccountCreation(
    ChatDatabase database, RecordWriter writer, HandleClaims handles, Admission admission, TimeProvider time)
{
    /// <summary>For accounts that nobody has to be admitted for.</summary>
    public Task<T> CreateAsync<T>(AccountId account, NewAccount made, Func<CommitBatch, DataKey, AccountRecord, T> beside) =>
        ReservedAsync(account, made.Handle, made.IsHandleMade, handle => WriteAsync(account, made, handle, beside));

    /// <summary>For who has to be admitted, by an invitation where one is needed.</summary>
    /// <param name="account">Its id.</param>
    /// <param name="made">What it begins with.</param>
    /// <param name="invitation">As typed.</param>
    /// <param name="beside">Writes what else belongs to it, in the same batch.</param>
    public Task<T> CreateAsync<T>(
        AccountId account, NewAccount made, string? invitation, Func<CommitBatch, DataKey, AccountRecord, T> beside) => ReservedAsync(
        account, made.Handle, made.IsHandleMade, handle => AdmittedAsync(invitation, () => WriteAsync(account, made, handle, beside)));

    /// <summary>Gives an account another handle. The caller's write must put it into the account's record.</summary>
    public async Task<T> RenameAsync<T>(AccountId account, string from, string to, string? invitation, Func<Task<T>> write)
    {
        if (from == to) return await AdmittedAsync(invitation, write);
        var result = await ReservedAsync(account, to, isMade: false, _ => AdmittedAsync(invitation, write));
        await handles.ReleaseAsync(database.Handles.KeyOf(from), account);
        return result;
    }

    private async Task<T> ReservedAsync<T>(AccountId account, string wanted, bool isMade, Func<string, Task<T>> write)
    {
        var handle = wanted;
        if (isMade) handle = await handles.ReserveMadeAsync(wanted, account);
        else await handles.ReserveAsync(database.Handles.KeyOf(wanted), account);
        var key = database.Handles.KeyOf(handle);
        try
        {
            var result = await write(handle);
            await handles.ConfirmAsync(key, account);
            return result;
        }
        catch (RefusalException)
        {
            await handles.ReleaseAsync(key, account);
            throw;
        }
    }

    private async Task<T> AdmittedAsync<T>(string? invitation, Func<Task<T>> write)
    {
        await admission.TakeAsync(invitation);
        try
        {
            return await write();
        }
        catch (RefusalException)
        {
            await admission.GiveBackAsync(invitation);
            throw;
        }
    }

    private Task<T> WriteAsync<T>(
        AccountId account, NewAccount made, string handle, Func<CommitBatch, DataKey, AccountRecord, T> beside) =>
        writer.RunAsync(account.Shard(), account.Value, batch =>
        {
            var dataKey = database.Keys.Create(batch, account);
            var record = new AccountRecord(
                handle, made.DisplayName ?? handle, "", MediaId.None, time.GetUtcNow().ToUnixTimeMilliseconds());
            database.Accounts.Put(batch, account, dataKey, record);
            if (made.Password is { } hash) database.Accounts.PutPassword(batch, account, dataKey, Passwords.ToRecord(hash));
            if (made.Status.Kind != AccountKind.Person) database.Accounts.PutStatus(batch, account, dataKey, made.Status);
            batch.NoteAccount(account);
            return beside(batch, dataKey, record);
        }, CancellationToken.None);
}
