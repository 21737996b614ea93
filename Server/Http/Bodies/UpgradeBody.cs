namespace FastChat.Server.Http.Bodies;

/// <summary>What makes a guest a person.</summary>
/// <param name="Handle">3 to 32 of a-z, 0-9, `_`, `.`, `-`, beginning with a letter; case does not matter.</param>
/// <param name="Password">At least 8 characters, at most 256 bytes.</param>
/// <param name="DisplayName">What others see; as before if absent.</param>
/// <param name="Invitation">Where one is needed.</param>
internal sealed record UpgradeBody(string Handle, string Password, string? DisplayName = null, string? Invitation = null);
