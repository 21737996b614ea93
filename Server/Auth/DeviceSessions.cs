using System.Security.Cryptography;
using System.Text;
using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Concurrency;
using FastChat.Server.Delivery;
using FastChat.Server.Routing;
using FastChat.Storage;
using FastChat.Storage.Commit;
using FastChat.Storage.Devices;
using FastChat.Storage.Sealing;

namespace FastChat.Server.Auth;

/// <summary>
/// Signs devices in, renews them and signs them out. All of a device's changes run on its account's loop, one after the
/// other, so a thousand refreshes with one token agree on one successor. Connections are cut after the commit.
/// </summary>
internal sealed partial class DeviceSessions(
    ChatDatabase database,
    RecordWriter writer,
    AccessTokens access,
    AccountStanding standing,
    DeviceDirectory directory,
    Live<AuthOptions> options,
    TimeProvider time,
    ILogger<DeviceSessions> log)
{
    private readonly byte[] _refreshKey = database.Secret(RefreshToken.SecretName);

    /// <summary>
    /// In the account's turn: begins a new family of refresh tokens for the device and writes its row. At the limit, the
    /// device that was not seen for the longest time is signed out; it is added to <paramref name="displaced"/>. Every way of
    /// signing in ends here, so here is asked whether the account may.
    /// </summary>
    public RefreshToken Begin(
        CommitBatch batch, DataKey key, AccountId account, DeviceId device, string name, ICollection<DeviceId> displaced)
    {
        standing.RequireEnabled(account);
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var rows = database.Devices.ReadAll(account);
        var before = rows.FirstOrDefault(row => row.Device == device).Record;
        var token = RefreshToken.Create(account, device, (uint)((before?.Family ?? 0) + 1), _refreshKey);
        database.Devices.Put(batch, account, device, key, new DeviceRecord(
            name, before?.CreatedMs ?? now, now, token.Family, token.Hash, [], [], RefreshExpires().ToUnixTimeMilliseconds(), Revoked: false));

        var others = rows.Where(row => row.Device != device).OrderByDescending(row => row.Record.LastSeenMs).ToList();
        foreach (var (surplus, row) in others.Where(o => !o.Record.Revoked).Skip(options.Value.DevicesPerAccountMax - 1))
        {
            database.Devices.Put(batch, account, surplus, key, Revoke(row));
            database.PushSubscriptions.Delete(batch, account, surplus);
            displaced.Add(surplus);
        }

        // Signed-out rows are kept for devices that come back, but not without end.
        foreach (var (old, _) in others.Where(o => o.Record.Revoked).Skip(options.Value.DevicesPerAccountMax))
            database.Devices.Delete(batch, account, old);
        return token;
    }

    /// <summary>After the commit of <see cref="Begin"/>: the answer. Old connections of the device are cut: their family is over.</summary>
    public SessionTokens Complete(RefreshToken refresh, string handle, IEnumerable<DeviceId> displaced)
    {
        foreach (var device in displaced) directory.Revoke(refresh.Account, device);
        directory.Revoke(refresh.Account, refresh.Device);
        return Answer(refresh.Account, refresh.Device, refresh.Family, handle, refresh.Text, RefreshExpires());
    }

    /// <summary>
    /// Exchanges a refresh token. The current one begins its successor; the one before gets that same successor again, until
    /// the successor is used; any older one shows that it leaked, and revokes the family.
    /// </summary>
    public async Task<SessionTokens> RefreshAsync(string text, CancellationToken cancellation)
    {
        if (!RefreshToken.TryParse(text, _refreshKey, out var token)) throw Invalid();
        var (outcome, row, successor) = await writer.RunAsync(
            token.Account.Shard(), token.Account.Value, batch => Rotate(batch, token), cancellation);
        switch (outcome)
        {
            case Rotation.Reused:
                directory.Revoke(token.Account, token.Device);
                LogReused(token.Account, token.Device);
                throw new RefusalException(Code.RefreshReused, "The refresh token was used before; this device is signed out.");
            case Rotation.Expired:
                throw new RefusalException(Code.TokenExpired, "The refresh token has expired: sign in again.");
            case Rotation.Invalid:
                throw Invalid();
            default:
                var handle = database.Accounts.Read(token.Account)?.Handle ?? throw Invalid();
                var expires = DateTimeOffset.FromUnixTimeMilliseconds(row!.RefreshExpiresMs);
                return Answer(token.Account, token.Device, token.Family, handle, successor!, expires);
        }
    }

    /// <summary>Signs one device out; false if the account has no such device that is signed in.</summary>
    public async Task<bool> RevokeAsync(AccountId account, DeviceId device, CancellationToken cancellation)
    {
        var revoked = await writer.RunAsync(
            account.Shard(), account.Value, batch => RevokeWhere(batch, account, other => other == device), cancellation);
        if (revoked.Count == 0) return false;
        directory.Revoke(account, device);
        return true;
    }

    /// <summary>In the account's turn: signs out all devices that <paramref name="which"/> names; they are returned.</summary>
    public IReadOnlyList<DeviceId> RevokeWhere(CommitBatch batch, AccountId account, Func<DeviceId, bool> which)
    {
        if (database.Keys.Find(account) is not { } key) return [];
        var revoked = new List<DeviceId>();
        foreach (var (device, row) in database.Devices.ReadAll(account))
        {
            if (row.Revoked || !which(device)) continue;
            database.Devices.Put(batch, account, device, key, Revoke(row));
            database.PushSubscriptions.Delete(batch, account, device);
            revoked.Add(device);
        }

        return revoked;
    }

    /// <summary>After the commit: cuts what <see cref="RevokeWhere"/> signed out.</summary>
    public void Cut(AccountId account, IEnumerable<DeviceId> devices)
    {
        foreach (var device in devices) directory.Revoke(account, device);
    }

    // In the account's turn.
    private (Rotation Outcome, DeviceRecord? Row, string? Successor) Rotate(CommitBatch batch, RefreshToken token)
    {
        if (database.Keys.Find(token.Account) is not { } key) return (Rotation.Invalid, null, null);
        if (database.Devices.Read(token.Account, token.Device) is not { Revoked: false } row || row.Family != token.Family)
            return (Rotation.Invalid, null, null);
        if (row.RefreshExpiresMs <= time.GetUtcNow().ToUnixTimeMilliseconds()) return (Rotation.Expired, null, null);

        var hash = token.Hash;
        if (CryptographicOperations.FixedTimeEquals(hash, row.RefreshHash))
        {
            var next = RefreshToken.Create(token.Account, token.Device, token.Family, _refreshKey);
            var rotated = row with
            {
                RefreshHash = next.Hash,
                PreviousRefreshHash = hash,
                RefreshToken = next.TextBytes,
                RefreshExpiresMs = RefreshExpires().ToUnixTimeMilliseconds(),
            };
            database.Devices.Put(batch, token.Account, token.Device, key, rotated);
            return (Rotation.Renewed, rotated, next.Text);
        }

        if (row.RefreshToken.Length > 0 && CryptographicOperations.FixedTimeEquals(hash, row.PreviousRefreshHash))
            return (Rotation.Renewed, row, Encoding.ASCII.GetString(row.RefreshToken));

        database.Devices.Put(batch, token.Account, token.Device, key, Revoke(row));
        database.PushSubscriptions.Delete(batch, token.Account, token.Device);
        return (Rotation.Reused, null, null);
    }

    private static DeviceRecord Revoke(DeviceRecord row) =>
        row with { RefreshHash = [], PreviousRefreshHash = [], RefreshToken = [], Revoked = true };

    private static RefusalException Invalid() => new(Code.TokenInvalid, "Not a refresh token of a device that is signed in.");

    private DateTimeOffset RefreshExpires() => time.GetUtcNow().AddDays(AuthLimits.RefreshLifetimeDays);

    private SessionTokens Answer(
        AccountId account, DeviceId device, uint family, string handle, string refresh, DateTimeOffset refreshExpires)
    {
        var token = access.Issue(account, device, family, out var accessExpires);
        return new SessionTokens(account, device, handle, token, accessExpires, refresh, refreshExpires);
    }

    [LoggerMessage(Diagnostics.EventIds.Auth, LogLevel.Warning, "A used refresh token came back; device {Device} of account {Account} is signed out")]
    private partial void LogReused(AccountId account, DeviceId device);
}
