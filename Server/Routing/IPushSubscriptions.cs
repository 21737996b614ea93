using FastChat.Protocol;
using FastChat.Protocol.Identifiers;

namespace FastChat.Server.Routing;

/// <summary>Where devices are pushed to while they are not connected. Thread-safe.</summary>
internal interface IPushSubscriptions
{
    /// <summary>What this server can push by, and the device's subscription.</summary>
    PushState Read(AccountId account, DeviceId device);

    /// <summary>Takes the device's subscription, in place of an earlier one; returns once it is durable.</summary>
    /// <exception cref="RefusalException">It has the wrong form, or cannot be served.</exception>
    Task<PushState> SetAsync(AccountId account, DeviceId device, SetPush request);

    /// <summary>Ends the device's subscription, if it has one.</summary>
    Task ClearAsync(AccountId account, DeviceId device);
}
