namespace FastChat.Client.Accounts;

/// <summary>A profile.</summary>
internal sealed record ProfileBody(string AccountId, string Handle, string? DisplayName, string? About, string? AvatarMediaId, string? Kind = null);
