namespace FastChat.Client.Accounts;

/// <summary>Changes the password.</summary>
internal sealed record PasswordBody(string CurrentPassword, string NewPassword);
