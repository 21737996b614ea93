namespace FastChat.Client.Accounts;

/// <summary>Shows the password.</summary>
internal sealed record CurrentPasswordBody(string Password);
