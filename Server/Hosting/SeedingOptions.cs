namespace FastChat.Server.Hosting;

/// <summary>Making accounts in bulk for load tests.</summary>
public sealed record SeedingOptions
{
    /// <summary>
    /// Opens POST /v1/seed to this machine (loopback addresses only) and lifts the per-address limits. Never in production.
    /// </summary>
    public bool Enabled { get; init; }
}
