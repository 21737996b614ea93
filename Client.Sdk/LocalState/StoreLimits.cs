namespace FastChat.Client.LocalState;

/// <summary>Every limit of the local store, with its unit and reason.</summary>
internal static class StoreLimits
{
    /// <summary>Writes that wait for the writer; more callers wait in their own await.</summary>
    public const int WriteQueueJobsMax = 1_024;

    /// <summary>Jobs of one transaction: what a sync of the disk is shared by.</summary>
    public const int TransactionJobsMax = 256;

    /// <summary>Connections that read at the same time; each costs about 2 MiB of page cache.</summary>
    public const int ReadersMax = 4;

    /// <summary>Drafts not yet acked, over all conversations: about a day of typing offline by a hundred people.</summary>
    public const int OutboxRowsMax = 50_000;

    /// <summary>Changes of what the account keeps for itself that wait for the server.</summary>
    public const int PersonalChangesMax = 10_000;

    /// <summary>Once keys remembered; the oldest go first.</summary>
    public const int OnceKeysMax = 1_000_000;

    /// <summary>Changed profiles that a subscription names one by one before it says "all".</summary>
    public const int ChangedProfilesMax = 4_096;

    /// <summary>Sends of one conversation that may be on their way without an ack (Limits.unacked_sends_max).</summary>
    public const int UnackedSendsMax = 256;

    /// <summary>Messages of a conversation that wait until they become a segment of its index; fewer are looked through.</summary>
    public const int SearchPendingMin = 64;

    /// <summary>Messages that one segment is made of at once: a few milliseconds of the writer.</summary>
    public const int SearchBatchMax = 512;

    /// <summary>So many segments of a size become one.</summary>
    public const int SearchMergeSegments = 4;

    /// <summary>Messages of a merged segment: its making holds the writer up for about 50 milliseconds.</summary>
    public const int SearchMergedDocumentsMax = 32_768;

    /// <summary>Waiting messages that one search looks through.</summary>
    public const int SearchScannedMax = 8_192;
}
