namespace FastChat.Client.Accounts;

/// <summary>Shows both steps.</summary>
internal sealed record PasswordAndCodeBody(string Password, string Code);
