namespace FastChat.Server.Indexing;

/// <summary>Every limit of the indexer.</summary>
internal static class IndexingLimits
{
    /// <summary>Rows of the feed read at once.</summary>
    public const int FeedRowsMax = 4_096;

    /// <summary>Conversations read at once when all are looked at.</summary>
    public const int ConversationsPage = 1_024;

    /// <summary>Changed conversations that wait in memory; what is beyond comes again with its next change, or the next start.</summary>
    public const int WaitingMax = 100_000;

    /// <summary>Commits of shards a second that mean that the server is busy: the indexer then takes a sixty-fourth of a core, and
    /// the newest entries are looked through one by one; otherwise at most half of one.</summary>
    public const int BusyCommitsPerSecond = 500;
    public const int BusyRest = 63;

    /// <summary>Steps of one conversation before others have their turn.</summary>
    public const int StepsMax = 8;

    /// <summary>Over how long the load is measured at least.</summary>
    public static readonly TimeSpan LoadInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>How often the feed is looked at.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a conversation with few new entries waits before it is looked at whether they delete something.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    /// <summary>Shorter rests are saved up: a timer is no finer.</summary>
    public static readonly TimeSpan RestMin = TimeSpan.FromMilliseconds(5);

    /// <summary>The longest rest after one piece of work.</summary>
    public static readonly TimeSpan RestMax = TimeSpan.FromSeconds(5);

    /// <summary>How long to wait after a refusal by a full or read-only shard.</summary>
    public static readonly TimeSpan RefusedRest = TimeSpan.FromSeconds(1);
}
