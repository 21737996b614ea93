namespace FastChat.Server.Accounts;

/// <summary>The limits of what an account keeps for itself that are not the wire's.</summary>
internal static class PersonalLimits
{
    /// <summary>Rows that say nothing any more and are kept to be told; above it the older half is forgotten.</summary>
    public const int VoidRowsMax = 1_000;

    /// <summary>Bytes of rows in one page, and rows looked at for it: a few milliseconds.</summary>
    public const int PageBytesMax = 256 * 1024;
    public const int PageRowsVisitedMax = 4_096;
}
