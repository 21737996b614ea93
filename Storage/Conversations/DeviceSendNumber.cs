using FastChat.Protocol.Identifiers;

namespace FastChat.Storage.Conversations;

/// <summary>The last send number of a device in a deleted conversation.</summary>
public readonly record struct DeviceSendNumber(DeviceId Device, ulong Last);
