namespace FastChat.Server.Sessions;

/// <summary>Limits of a session that are not told in Welcome.</summary>
internal static class SessionLimits
{
    /// <summary>
    /// From the accepted connection to its Hello. Clients are promised that 10 s later they are through or cut; the
    /// difference is the sweep's period and the time to get the Close frame out.
    /// </summary>
    internal const int AuthenticationMs = 9_000;

    /// <summary>Between an unanswered ping's deadline and the end of the second interval, for the same reason.</summary>
    internal const int KeepAliveMarginMs = 1_000;

    /// <summary>`Hello.client`, for diagnostics.</summary>
    internal const int ClientNameBytesMax = 64;

    /// <summary>`Hello.capabilities`.</summary>
    internal const int CapabilitiesMax = 16;

    /// <summary>Refused requests in a row before the connection is closed instead: a client that does not listen.</summary>
    internal const int RefusalsInRowMax = 1_000;
}
