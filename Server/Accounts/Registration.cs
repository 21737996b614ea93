using FastChat.Protocol.Identifiers;
using FastChat.Server.Auth;
using FastChat.Storage.Accounts;

namespace FastChat.Server.Accounts;

/// <summary>Makes accounts of people, and signs their first device in.</summary>
internal sealed class Registration(
    AccountCreation creation, Admission admission, PasswordHasher passwords, DeviceSessions sessions, IIdSource ids)
{
    /// <summary>
    /// Registers and signs in. The password is hashed before the handle is looked at: a taken one costs the same.
    /// </summary>
    /// <param name="handle">Folded.</param>
    /// <param name="password">As typed.</param>
    /// <param name="displayName">What others see.</param>
    /// <param name="deviceName">For the list of devices.</param>
    /// <param name="invitation">Where one is needed.</param>
    /// <param name="cancellation">Ends the wait for a worker.</param>
    public async Task<SessionTokens> RegisterAsync(
        string handle, string password, string displayName, string deviceName, string? invitation, CancellationToken cancellation)
    {
        admission.Require(invitation);
        var hash = await passwords.HashAsync(password, cancellation);

        // From here on the caller's going away must not stop it halfway.
        var (account, device) = (ids.NewId<AccountId>(), ids.NewId<DeviceId>());
        var made = new NewAccount(handle, displayName, hash, AccountStatusRecord.Person);
        var refresh = await creation.CreateAsync(
            account, made, invitation, (batch, key, _) => sessions.Begin(batch, key, account, device, deviceName, []));
        return sessions.Complete(refresh, handle, []);
    }

    /// <summary>For whom the host's directory knows, and for load tests: without an invitation, and without a password.</summary>
    public async Task<SessionTokens> RegisterKnownAsync(string handle, string displayName, string deviceName)
    {
        var (account, device) = (ids.NewId<AccountId>(), ids.NewId<DeviceId>());
        var refresh = await creation.CreateAsync(
            account,
            new NewAccount(handle, displayName, null, AccountStatusRecord.Person),
            (batch, key, _) => sessions.Begin(batch, key, account, device, deviceName, []));
        return sessions.Complete(refresh, handle, []);
    }
}
