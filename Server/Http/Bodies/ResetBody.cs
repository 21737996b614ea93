namespace FastChat.Server.Http.Bodies;

/// <summary>Sets a new password by a code.</summary>
/// <param name="Handle">Of the account.</param>
/// <param name="Code">From the mail.</param>
/// <param name="NewPassword">At least 8 characters, at most 256 bytes.</param>
internal sealed record ResetBody(string Handle, string Code, string NewPassword);
