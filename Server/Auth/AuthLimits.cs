namespace FastChat.Server.Auth;

/// <summary>The limits of authentication that an operator does not change, and why they are what they are.</summary>
internal static class AuthLimits
{
    /// <summary>Ours are under 400 bytes; checked before anything is decoded.</summary>
    public const int AccessTokenBytesMax = 2 * 1024;

    /// <summary>How long an access token lives. Revoking closes connections at once, so this only bounds HTTP requests.</summary>
    public const int AccessLifetimeSeconds = 15 * 60;

    /// <summary>How far another node's clock may be ahead of ours.</summary>
    public const int ClockSkewSeconds = 30;

    /// <summary>A device that is not used for this long has to sign in again.</summary>
    public const int RefreshLifetimeDays = 60;

    /// <summary>What the reference says of a request that has to wait for a password worker.</summary>
    public const int PasswordRetryAfterSeconds = 2;

    /// <summary>Slots of a rate limit's table: memory is constant, and two keys that share one share its allowance.</summary>
    public const int RateLimitSlots = 1 << 16;
}
