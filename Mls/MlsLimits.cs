namespace FastChat.Mls;

/// <summary>Every limit of the library, with its unit in the name. What exceeds one is refused, never cut.</summary>
public static class MlsLimits
{
    /// <summary>Longest encoded message, tree or stored record that is read, in bytes.</summary>
    public const int MessageBytesMax = 32 * 1024 * 1024;

    /// <summary>Most elements of all vectors of one encoded value together: of the largest tree, each leaf may have eight.</summary>
    public const int ElementsMax = 262_144;

    /// <summary>Most leaves that a ratchet tree may have, blank ones included.</summary>
    public const int TreeLeavesMax = 32_768;

    /// <summary>How far ahead of the last used generation of a sender a message may be (RFC 9420 section 9.1): each costs a hash.</summary>
    public const int GenerationsAheadMax = 2_000;

    /// <summary>Most keys of skipped messages that are kept for a sender and epoch; the oldest are dropped first.</summary>
    public const int SkippedKeysMax = 2_000;

    /// <summary>The highest generation whose message a history keyring reads: it starts from the first, and each costs a hash.</summary>
    public const int HistoryGenerationsMax = 1_000_000;

    /// <summary>Most proposals that are kept for the commit that may refer to them.</summary>
    public const int PendingProposalsMax = 1_024;

    /// <summary>Most bytes that those proposals may have together.</summary>
    public const int PendingProposalsBytesMax = 4 * 1024 * 1024;

    /// <summary>Most proposals in one commit: each that adds somebody is compared with all members.</summary>
    public const int CommitProposalsMax = 4_096;

    /// <summary>Most bytes that the slices of one Welcome may have together: each repeats the encrypted GroupInfo.</summary>
    public const int WelcomeSlicesBytesMax = 64 * 1024 * 1024;

    /// <summary>Most past epochs whose late messages can be read.</summary>
    public const int PastEpochsMax = 16;

    /// <summary>Most past epochs whose resumption PSK is kept.</summary>
    public const int ResumptionEpochsMax = 16;

    /// <summary>Longest key package lifetime that is accepted, in days (RFC 9420 section 7.2 demands a limit).</summary>
    public const int LifetimeDaysMax = 366;
}
