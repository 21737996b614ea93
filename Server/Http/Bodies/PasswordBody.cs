namespace FastChat.Server.Http.Bodies;

/// <summary>Changes the password; all other devices are signed out.</summary>
/// <param name="CurrentPassword">The password until now.</param>
/// <param name="NewPassword">At least 8 characters, at most 256 bytes.</param>
internal sealed record PasswordBody(string CurrentPassword, string NewPassword);
