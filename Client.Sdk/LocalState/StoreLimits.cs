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

    /// <summary>Once keys remembered; the oldest go first.</summary>
    public const int OnceKeysMax = 1_000_000;

    /// <summary>Changed profiles that a subscription names one by one before it says "all".</summary>
    public const int ChangedProfilesMax = 4_096;

    /// <summary>Sends of one conversation that may be on their way without an ack (Limits.unacked_sends_max).</summary>
    public const int UnackedSendsMax = 256;
}
