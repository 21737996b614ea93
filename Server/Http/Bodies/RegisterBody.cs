namespace FastChat.Server.Http.Bodies;

/// <summary>A new account and its first device.</summary>
/// <param name="Handle">3 to 32 of a-z, 0-9, `_`, `.`, `-`, beginning with a letter; case does not matter.</param>
/// <param name="Password">At least 8 characters, at most 256 bytes.</param>
/// <param name="DeviceName">What the list of devices shows.</param>
/// <param name="DisplayName">What others see; the handle if absent.</param>
/// <param name="Invitation">Where one is needed.</param>
internal sealed record RegisterBody(string Handle, string Password, string DeviceName, string? DisplayName = null, string? Invitation = null);
