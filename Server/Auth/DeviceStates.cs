using FastChat.Protocol.Identifiers;
using FastChat.Storage;

namespace FastChat.Server.Auth;

/// <summary>Reads the device's row; RocksDB keeps it in memory while the device is in use.</summary>
internal sealed class DeviceStates(ChatDatabase database) : IDeviceStates
{
    public DeviceState? Read(AccountId account, DeviceId device) =>
        database.Devices.Read(account, device) is { } row ? new DeviceState((uint)row.Family, row.Revoked) : null;
}
