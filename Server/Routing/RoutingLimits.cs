namespace FastChat.Server.Routing;

/// <summary>Every limit of the routing stage. Those of the wire are in <see cref="FastChat.Protocol.ProtocolLimits"/>.</summary>
internal static class RoutingLimits
{
    /// <summary>Commands waiting in front of one loop; a full queue answers Busy.</summary>
    public const int LoopQueueCommandsMax = 16_384;

    /// <summary>Commands that one turn takes from the queue: bounds a commit's size and so the wait of the next turn.</summary>
    public const int TurnCommandsMax = 4_096;

    /// <summary>Bytes of records after which a turn stops taking commands.</summary>
    public const int TurnBatchBytesMax = 4 * 1024 * 1024;

    /// <summary>Blocks that one turn opens to ack repeated sends again; about 3 ms if they are full.</summary>
    public const int TurnRepeatBlocksMax = 32;

    /// <summary>Content of a conversation's last message that is kept with what its preview is made of; longer ones are read again each time.</summary>
    public const int KeptPreviewBytesMax = 256;

    /// <summary>Conversations that one loop keeps in memory before it forgets those that nobody is subscribed to.</summary>
    public const int LoadedConversationsMax = 50_000;

    /// <summary>Turns between two evictions; what was used since the last one stays.</summary>
    public const int EvictionTurns = 1_024;

    /// <summary>Bytes of one connection's sends that are on their way to the shards.</summary>
    public const int SendBytesInFlightMax = 2 * 1024 * 1024;

    /// <summary>Member rows that one loaded conversation remembers.</summary>
    public const int MembersCachedMax = 4_096;

    /// <summary>Send windows that one loaded conversation remembers.</summary>
    public const int WindowsCachedMax = 1_024;

    /// <summary>Threads and cursors in them that one loaded conversation remembers.</summary>
    public const int SideRowsCachedMax = 1_024;

    /// <summary>Commands of one conversation that wait for its rows to be loaded; one more is refused as Busy.</summary>
    public const int ParkedCommandsMax = 1_024;

    /// <summary>Enqueues after which a large fan-out lets the loop take its next turn.</summary>
    public const int FanOutEnqueuesMax = 1_024;

    /// <summary>Large fan-outs waiting at a loop; when reached, the loop finishes them before it takes another turn.</summary>
    public const int FanOutsWaitingMax = 256;

    /// <summary>Turns after which the loop of shard 0 trims the feed.</summary>
    public const int FeedTrimTurns = 1_024;

    /// <summary>Conversations of which a follower remembers up to where it has looked: some 3 MiB.</summary>
    public const int ExaminedLogsMax = 50_000;

    /// <summary>Receipts of one conversation that wait for the next second.</summary>
    public const int ReceiptsWaitingMax = 64;

    /// <summary>How many of a device's latest send numbers the server can still recognise.</summary>
    public const int SendWindowNumbers = 256;

    /// <summary>Accounts that a "created" entry names.</summary>
    public const int NamedMembersMax = 1_000;

    /// <summary>Left and deleted conversations in an account's list before the older half is forgotten.</summary>
    public const int ListTombstonesMax = 1_000;

    /// <summary>Rows forgotten at once.</summary>
    public const int ListRowsForgottenMax = 1_024;

    /// <summary>List rows counted for one request that adds accounts to a conversation, about 50 ms of work.</summary>
    public const int ListRowsCountedMax = 100_000;

    /// <summary>What a Busy refusal advises the client to wait.</summary>
    public static readonly TimeSpan BusyRetryAfter = TimeSpan.FromMilliseconds(200);

    /// <summary>Receipts of one conversation and account go out at most this often.</summary>
    public static readonly TimeSpan ReceiptInterval = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Messages that are pinned for either side of a direct conversation; after a block the two may differ. Of more the one pinned first goes.
    /// </summary>
    public const int PinsHeldMax = 2 * Protocol.ProtocolLimits.PinsMax;
}
