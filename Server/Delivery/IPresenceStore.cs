using FastChat.Protocol.Identifiers;

namespace FastChat.Server.Delivery;

/// <summary>Where "last seen" is kept: in the device rows. Thread-safe.</summary>
internal interface IPresenceStore
{
    /// <summary>The latest of the account's devices, in Unix milliseconds; 0: unknown. A quick read.</summary>
    long LastSeenMs(AccountId account);

    /// <summary>Notes that a device has gone, without waiting for it to be stored; losing one in a crash is acceptable.</summary>
    void Seen(AccountId account, DeviceId device, long unixMs);
}
