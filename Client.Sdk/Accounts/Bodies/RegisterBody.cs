namespace FastChat.Client.Accounts;

/// <summary>Makes an account and signs in.</summary>
internal sealed record RegisterBody(string Handle, string Password, string DeviceName, string? DisplayName = null, string? Invitation = null);
