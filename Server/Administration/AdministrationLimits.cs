namespace FastChat.Server.Administration;

/// <summary>The limits of administering that an operator does not change.</summary>
internal static class AdministrationLimits
{
    /// <summary>Rows of one page, and as many when nothing is said.</summary>
    public const int PageRowsMax = 500;
    public const int PageRows = 100;

    /// <summary>Bans of addresses: all lie in memory, about 200 bytes each.</summary>
    public const int BansMax = 10_000;

    public const int OperatorKeysMax = 100;

    /// <summary>UTF-8 bytes of a reason, a resolution or a key's name.</summary>
    public const int TextBytesMax = 1_024;

    /// <summary>Of bans, disabled accounts and keys that have an end: ten years.</summary>
    public const long SecondsMax = 10L * 365 * 24 * 3_600;
}
