namespace FastChat.Client.Accounts;

/// <summary>The devices of the account.</summary>
internal sealed record DevicesBody(IReadOnlyList<DeviceBody> Devices);
