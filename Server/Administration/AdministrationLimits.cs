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

    /// <summary>Jobs that wait or are kept; about 150 bytes each.</summary>
    public const int JobsMax = 10_000;

    /// <summary>Jobs that run beside each other.</summary>
    public const int JobsAtOnce = 2;

    /// <summary>How long a finished job can still be asked about.</summary>
    public const long DoneJobKeptMs = 7L * 86_400_000;

    public const long GraceHoursMax = 24 * 365;

    public const int AnnouncementBytesMax = 8 * 1_024;

    /// <summary>Before what failed is tried again.</summary>
    public static readonly TimeSpan JobPause = TimeSpan.FromSeconds(5);

    /// <summary>At most between two looks for what is due: the clock may be set.</summary>
    public static readonly TimeSpan JobSleepMax = TimeSpan.FromMinutes(1);

    public static readonly TimeSpan JobsRetryAfter = TimeSpan.FromSeconds(30);

    /// <summary>Of bans, disabled accounts and keys that have an end, and how far back webhooks are told again: ten years.</summary>
    public const long SecondsMax = 10L * 365 * 24 * 3_600;
}
