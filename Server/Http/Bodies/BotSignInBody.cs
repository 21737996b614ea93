namespace FastChat.Server.Http.Bodies;

/// <summary>Signs a device of a bot in.</summary>
/// <param name="Token">One of its tokens.</param>
/// <param name="DeviceName">What the list of devices shows.</param>
/// <param name="DeviceId">A device of this bot that signs in again; it keeps its send numbers.</param>
internal sealed record BotSignInBody(string Token, string DeviceName, string? DeviceId = null);
