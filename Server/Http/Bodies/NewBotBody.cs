namespace FastChat.Server.Http.Bodies;

/// <summary>A new bot.</summary>
/// <param name="Handle">3 to 32 of a-z, 0-9, `_`, `.`, `-`, beginning with a letter; case does not matter.</param>
/// <param name="DisplayName">What others see; the handle if absent.</param>
internal sealed record NewBotBody(string Handle, string? DisplayName = null);
