namespace FastChat.Bench.Load.Processes;

/// <summary>An account made by the server's seeding endpoint, with one device and its access token.</summary>
internal sealed record SeededAccount(string AccountId, string DeviceId, string Handle, string AccessToken);
