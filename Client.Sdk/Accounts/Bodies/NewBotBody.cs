namespace FastChat.Client.Accounts;

/// <summary>A new bot.</summary>
internal sealed record NewBotBody(string Handle, string? DisplayName = null);
