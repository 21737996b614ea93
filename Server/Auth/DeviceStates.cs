using FastChat.Protocol.Identifiers;
using FastChat.Storage;
using FastChat.Storage.Accounts;

namespace FastChat.Server.Auth;

/// <summary>Reads the device's rows; RocksDB keeps them in memory while the device is in use.</summary>
internal sealed class DeviceStates(ChatDatabase database, TimeProvider time) : IDeviceStates
{
    public DeviceState? Read(AccountId account, DeviceId device)
    {
        if (database.Devices.Read(account, device) is not { } row) return null;
        var grant = database.Bots.ReadGrant(account, device);
        var isOver = grant is { ExpiresMs: > 0 } && grant.ExpiresMs <= time.GetUtcNow().ToUnixTimeMilliseconds();
        return new DeviceState((uint)row.Family, row.Revoked || isOver) { Scopes = grant?.Scopes ?? ApiScopes.All };
    }
}
