namespace FastChat.Server.Push;

/// <summary>Every limit of push.</summary>
internal static class PushLimits
{
    /// <summary>Rows of the feed read at once.</summary>
    public const int FeedRowsMax = 4_096;

    /// <summary>Pushes under way at the same time.</summary>
    public const int SendsMax = 64;

    /// <summary>Pushes that wait in memory; what is beyond waits on disk until there is room.</summary>
    public const int WaitingMax = 100_000;

    /// <summary>New messages of one conversation that are told apart; of older ones only the newest counts anyway.</summary>
    public const int MessagesMax = 256;

    /// <summary>Members read at once, and rows written in one command.</summary>
    public const int MembersPage = 1_024;

    /// <summary>Accounts with subscriptions that are held in memory: 16 MiB of ids and bookkeeping for as many again.</summary>
    public const int AccountsMax = 500_000;

    /// <summary>UTF-16 code units of a message that a notice holds.</summary>
    public const int PreviewCharsMax = 512;

    /// <summary>Characters of a token of FCM or APNs.</summary>
    public const int TokenCharsMax = 512;

    /// <summary>Origins whose VAPID tokens are kept.</summary>
    public const int VapidTokensMax = 1_024;

    /// <summary>How often the feed is looked at.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    /// <summary>Commits that were under way when the feed was read last may bear times up to so much earlier.</summary>
    public static readonly TimeSpan CommitSlack = TimeSpan.FromSeconds(30);

    /// <summary>After a refusal by a full or read-only shard.</summary>
    public static readonly TimeSpan RefusedRest = TimeSpan.FromSeconds(1);
}
