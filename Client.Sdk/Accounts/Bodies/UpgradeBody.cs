namespace FastChat.Client.Accounts;

/// <summary>Makes a guest a person.</summary>
internal sealed record UpgradeBody(string Handle, string Password, string? DisplayName = null, string? Invitation = null);
