namespace FastChat.Storage;

/// <summary>Every bound of this project, with its unit and reason.</summary>
public static class StorageLimits
{
    /// <summary>The version of docs/STORAGE.md that this build reads and writes.</summary>
    public const uint SchemaVersion = 1;

    /// <summary>Owners' data keys in memory: 32 bytes of pinned memory each, 2 MiB in all, beside about 200 bytes of
    /// bookkeeping. An owner that is not cached costs one look-up of some 10 µs.</summary>
    public const int DataKeysCachedMax = 65_536;

    /// <summary>Opened rows of conversations in memory, those that are known not to exist among them: about 150 bytes each, 20 MiB
    /// in all, and never more than <see cref="OpenRowBytesMax"/> allows. A conversation that a device catches up on takes six.</summary>
    public const int OpenRowsMax = 131_072;

    /// <summary>A stored row that is longer is opened each time: long descriptions, scheduled messages, long lists.</summary>
    public const int OpenRowBytesMax = 512;

    /// <summary>Values sealed under one data key (random 96-bit nonces: NIST SP 800-38D allows 2^32).</summary>
    public const long SealsPerKeyMax = 1L << 31;

    /// <summary>How many seals a key's row on disk accounts for ahead. After a restart the count goes on from there, so
    /// it never falls behind the truth; 2^31 / 2^16 restarts make a new generation at the worst.</summary>
    public const long SealsReserved = 1L << 16;

    /// <summary>Bytes of one turn's batch; a turn is far smaller by the shards' own limits.</summary>
    public const int CommitBatchBytesMax = 256 * 1024 * 1024;

    /// <summary>What an idle loop's batch keeps after an unusually large turn.</summary>
    public const int CommitBatchBytesKept = 4 * 1024 * 1024;

    /// <summary>Any RocksDB key: the longest is a named row of `meta`.</summary>
    public const int KeyBytesMax = 96;

    /// <summary>UTF-8 bytes of a secret's or follower's name; with its prefix it fits <see cref="KeyBytesMax"/>.</summary>
    public const int NameBytesMax = 64;

    /// <summary>Blocks of table files in memory.</summary>
    public const long BlockCacheBytesMax = 128L * 1024 * 1024;

    /// <summary>Unflushed writes in memory, all families together.</summary>
    public const long MemtableBytesMax = 128L * 1024 * 1024;

    /// <summary>What a log file grows to before the memory of the busiest family is full and RocksDB goes on to the next.</summary>
    public const long PreparedLogBytes = MemtableBytesMax / 2;

    /// <summary>Write-ahead log to replay at start: at most about a second.</summary>
    public const long WalBytesMax = 128L * 1024 * 1024;

    /// <summary>Table files held open; a process here has 20,000 descriptors, most of them for connections.</summary>
    public const int OpenFilesMax = 2_000;

    /// <summary>Followers of the feed: each holds back trimming, so they are few and known.</summary>
    public const int FollowersMax = 16;

    /// <summary>Problems that a verification lists; it goes on counting rows beyond.</summary>
    public const int VerifyProblemsMax = 100;

    /// <summary>By how much a restore raises commit numbers: more than a shard can have committed since the backup (two
    /// days of 5,000 a second), little enough that a sync cursor stays short.</summary>
    public const long RestoreCommitNumbersRaised = 1L << 30;

    /// <summary>Feed rows removed by one trim, so that its batch stays small beside a turn.</summary>
    public const int FeedRowsTrimmedMax = 4_096;

    /// <summary>New entries of a conversation that make a segment of its index: a search looks through fewer one by one, at about
    /// a microsecond each.</summary>
    public const int SearchTailEntries = 32;

    /// <summary>The same once a conversation has been quiet for a while: few of many conversations are busy at a time.</summary>
    public const int SearchQuietEntries = 8;

    /// <summary>Entries and bytes of the log that one segment is made of at once.</summary>
    public const int SearchBatchEntriesMax = 32_768;
    public const int SearchBatchBytesMax = 8 * 1024 * 1024;

    /// <summary>So many segments of a size become one: each message is merged once for each power of it.</summary>
    public const int SearchMergeSegments = 4;

    /// <summary>Bytes of pieces in one commit; larger segments take several.</summary>
    public const int SearchCommitBytesMax = 1024 * 1024;

    /// <summary>How long deleted text may stay, masked, in the segments of a large conversation before they are rewritten.</summary>
    public const long SearchPurgeDelayMs = 60 * 60 * 1_000;

    /// <summary>Up to so many messages the segments are rewritten with the next segment that is made.</summary>
    public const int SearchPurgeAtOnceDocuments = 4_096;

    /// <summary>Conversations whose words one search weighs its own by.</summary>
    public const int SearchSampleConversations = 16;

    /// <summary>Conversations read at once when all are looked at.</summary>
    public const int VerifyPageConversations = 1_024;

    /// <summary>Erased messages taken in at once.</summary>
    public const int SearchErasedMax = 4_096;
}
