namespace FastChat.Client.Accounts;

/// <summary>Comes in as a guest.</summary>
internal sealed record GuestBody(string DeviceName, string? DisplayName = null);
