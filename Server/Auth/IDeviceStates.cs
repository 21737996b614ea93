using FastChat.Protocol.Identifiers;

namespace FastChat.Server.Auth;

/// <summary>Reads what tokens depend on. A point read of one row; thread-safe.</summary>
internal interface IDeviceStates
{
    /// <summary>Null if there is no such device.</summary>
    DeviceState? Read(AccountId account, DeviceId device);
}
