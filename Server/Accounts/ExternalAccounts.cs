using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Auth;
using FastChat.Server.Routing;
using FastChat.Storage;
using FastChat.Storage.Accounts;

namespace FastChat.Server.Accounts;

/// <summary>
/// Accounts of people whom somebody else vouches for: found by where they come from and who they are there, made when they are first seen. The
/// mapping lies among the handles, under the same HMAC: no handle holds a line break, so none can be taken for one. Thread-safe.
/// </summary>
internal sealed class ExternalAccounts(
    ChatDatabase database, RecordWriter writer, HandleClaims handles, AccountCreation creation, Admission admission, SignIn signIn, DeviceSessions sessions, IIdSource ids, TimeProvider time)
{
    /// <param name="who">Source and subject.</param>
    /// <param name="wanted">Handle and name for an account that has to be made; what is impossible or taken is replaced.</param>
    /// <param name="isAdmitted">Whether an account is made whatever the registration mode says.</param>
    /// <param name="invitation">Where one is needed.</param>
    /// <param name="deviceName">For the list of devices.</param>
    /// <param name="device">A device that signs in again, or none.</param>
    public async Task<SessionTokens> SignInAsync(
        ExternalIdentityRecord who, (string? Handle, string? DisplayName) wanted, bool isAdmitted, string? invitation, string deviceName, DeviceId device)
    {
        var key = KeyOf(who);
        var account = database.Handles.Read(key) is { State: HandleState.Confirmed } row
            ? row.Account
            : await FirstSeenAsync(key, who, wanted, isAdmitted, invitation);
        return await signIn.BeginAsync(account, deviceName, device, (_, _) =>
        {
            if (database.Keys.Find(account) is null) throw new RefusalException(Code.AccountNotFound, "The account is gone.");
        });
    }

    /// <summary>Signs all devices out; false: nobody is known by that name.</summary>
    public async Task<bool> SignOutAsync(ExternalIdentityRecord who)
    {
        if (database.Handles.Read(KeyOf(who)) is not { State: HandleState.Confirmed } row) return false;
        var revoked = await writer.RunAsync(
            row.Account.Shard(), row.Account.Value, batch => sessions.RevokeWhere(batch, row.Account, _ => true));
        sessions.Cut(row.Account, revoked);
        return true;
    }

    private HandleKey KeyOf(ExternalIdentityRecord who) => database.Handles.KeyOf($"{who.Source}\n{who.Subject}");

    private async Task<AccountId> FirstSeenAsync(
        HandleKey key, ExternalIdentityRecord who, (string? Handle, string? DisplayName) wanted, bool isAdmitted, string? invitation)
    {
        if (!isAdmitted) admission.Require(invitation);
        var account = Interrupted(key) ?? ids.NewId<AccountId>();
        try
        {
            await handles.ReserveAsync(key, account);
        }
        catch (RefusalException refusal) when (refusal.Code == Code.HandleTaken)
        {
            throw new RefusalException(Code.Busy, "This account is being made.", TimeSpan.FromSeconds(1));
        }

        try
        {
            if (database.Keys.Find(account) is null) await CreateAsync(account, who, wanted, isAdmitted, invitation);
        }
        catch (RefusalException)
        {
            await handles.ReleaseAsync(key, account);
            throw;
        }

        await handles.ConfirmAsync(key, account);
        return account;
    }

    /// <summary>The account that was made when a crash came before it could be found: it is taken up, so that none is left behind.</summary>
    private AccountId? Interrupted(HandleKey key) =>
        database.Handles.Read(key) is { State: HandleState.Reserved } row
        && time.GetUtcNow().ToUnixTimeMilliseconds() - row.ReservedMs >= AccountLimits.ReservationSeconds * 1_000L
        && database.Keys.Find(row.Account) is not null
            ? row.Account
            : null;

    private async Task CreateAsync(
        AccountId account, ExternalIdentityRecord who, (string? Handle, string? DisplayName) wanted, bool isAdmitted, string? invitation)
    {
        if (Handle.TryNormalize(wanted.Handle, out var handle) && !Handle.IsReserved(handle))
        {
            try
            {
                await CreateAsync(account, who, new NewAccount(handle, wanted.DisplayName, null, AccountStatusRecord.Person), isAdmitted, invitation);
                return;
            }
            catch (RefusalException refusal) when (refusal.Code == Code.HandleTaken)
            {
                // Somebody else is called so here.
            }
        }

        var made = new NewAccount(Handle.ExternalPrefix, wanted.DisplayName, null, AccountStatusRecord.Person) { IsHandleMade = true };
        await CreateAsync(account, who, made, isAdmitted, invitation);
    }

    private Task<bool> CreateAsync(AccountId account, ExternalIdentityRecord who, NewAccount made, bool isAdmitted, string? invitation)
    {
        bool Note(Storage.Commit.CommitBatch batch, Storage.Sealing.DataKey dataKey, AccountRecord record)
        {
            database.Accounts.PutExternal(batch, account, KeyOf(who), dataKey, who);
            return true;
        }

        return isAdmitted ? creation.CreateAsync(account, made, Note) : creation.CreateAsync(account, made, invitation, Note);
    }
}
