namespace FastChat.Client.Accounts;

/// <summary>Signs a device of a bot in.</summary>
internal sealed record BotSignInBody(string Token, string DeviceName, string? DeviceId = null);
