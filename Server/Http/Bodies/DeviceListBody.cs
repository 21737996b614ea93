namespace FastChat.Server.Http.Bodies;

/// <summary>The devices of an account that are signed in.</summary>
/// <param name="Devices">Newest first.</param>
internal sealed record DeviceListBody(IReadOnlyList<DeviceBody> Devices);
