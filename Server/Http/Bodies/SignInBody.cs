namespace FastChat.Server.Http.Bodies;

/// <summary>Signs a device in.</summary>
/// <param name="Handle">The account's handle.</param>
/// <param name="Password">Its password.</param>
/// <param name="DeviceName">What the list of devices shows.</param>
/// <param name="DeviceId">A device of this account that signs in again; it keeps its send numbers.</param>
internal sealed record SignInBody(string Handle, string Password, string DeviceName, string? DeviceId = null);
