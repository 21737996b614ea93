namespace FastChat.Server.Http.Bodies;

/// <summary>A guest's first device.</summary>
/// <param name="DeviceName">What the list of devices shows.</param>
/// <param name="DisplayName">What others see; a made-up handle if absent.</param>
internal sealed record GuestBody(string DeviceName, string? DisplayName = null);
