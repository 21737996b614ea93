namespace FastChat.Server.Webhooks;

/// <summary>Every limit of webhooks.</summary>
internal static class WebhookLimits
{
    public const int WebhooksMax = 64;

    public const int FeedRowsMax = 4_096;

    /// <summary>Deliveries under way at the same time, one to each conversation and webhook.</summary>
    public const int SendsMax = 32;

    /// <summary>Conversations that wait in memory; what is beyond waits on disk until there is room.</summary>
    public const int WaitingMax = 100_000;

    /// <summary>Entries told in one go before the position is kept and others have their turn.</summary>
    public const int EntriesMax = 64;

    /// <summary>Bytes of a secret: what the convention asks for at least and at most.</summary>
    public const int SecretBytesMin = 24;
    public const int SecretBytesMax = 64;
    public const int NewSecretBytes = 32;

    /// <summary>Conversations read at once where all are replayed.</summary>
    public const int ConversationsPage = 1_024;

    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    public static readonly TimeSpan CommitSlack = TimeSpan.FromSeconds(30);

    public static readonly TimeSpan RefusedRest = TimeSpan.FromSeconds(1);

    /// <summary>How long a secret that was replaced signs beside the new one.</summary>
    public static readonly TimeSpan PreviousSecretLifetime = TimeSpan.FromHours(24);

    /// <summary>A webhook of which nothing succeeded for so long is disabled: what the schedule adds up to.</summary>
    public static readonly TimeSpan FailingMax = TimeSpan.FromHours(76);
}
