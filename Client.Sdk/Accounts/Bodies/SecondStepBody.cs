namespace FastChat.Client.Accounts;

/// <summary>The second step of signing in.</summary>
internal sealed record SecondStepBody(string Ticket, string Code, string DeviceName, string? DeviceId = null);
