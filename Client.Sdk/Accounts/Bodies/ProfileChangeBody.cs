namespace FastChat.Client.Accounts;

/// <summary>What to change of a profile; what is null is left out.</summary>
internal sealed record ProfileChangeBody(string? DisplayName, string? About, string? AvatarMediaId);
