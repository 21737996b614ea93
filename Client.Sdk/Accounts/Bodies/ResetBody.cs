namespace FastChat.Client.Accounts;

/// <summary>Sets a new password by a code.</summary>
internal sealed record ResetBody(string Handle, string Code, string NewPassword);
