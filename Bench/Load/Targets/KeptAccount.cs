namespace FastChat.Bench.Load.Targets;

/// <summary>A line of the file of `--accounts`.</summary>
internal sealed record KeptAccount(string Handle, string Password, string DeviceId);
