namespace FastChat.Server.Http.Bodies.Admin;

/// <summary>A new password; without one, the server makes it.</summary>
internal sealed record ResetPasswordBody(string? NewPassword = null);
