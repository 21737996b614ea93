namespace FastChat.Client.Internal;

/// <summary>Every limit of the engine, with its unit and reason.</summary>
internal static class EngineLimits
{
    /// <summary>Event frames that one transaction of the store takes in.</summary>
    public const int EventFramesPerTransaction = 64;

    /// <summary>Gaps beneath the head up to this many entries are closed at once; larger ones when somebody reads there.</summary>
    public const int GapEntriesMax = 8_192;

    /// <summary>Conversations whose newest page is fetched after the first sign-in, without anybody asking.</summary>
    public const int RecentConversationsMax = 20;

    /// <summary>Entries of a newest page.</summary>
    public const int TailEntries = 50;

    /// <summary>Entries asked for when a gap is closed; the server answers with at most 256 KiB.</summary>
    public const int HistoryPageEntries = 1_024;

    /// <summary>Pages read on behind one whose later edits, deletions and reactions did not all fit; the rest comes when somebody
    /// reads there.</summary>
    public const int ReferencePagesMax = 8;

    /// <summary>Histories fetched at the same time, out of 64 requests in flight.</summary>
    public const int FetchesAtOnce = 4;

    /// <summary>Conversations asked for in one page of a sync.</summary>
    public const int SyncPageConversations = 200;

    /// <summary>Cursor moves in one round; a round is at most one a second.</summary>
    public const int CursorMovesPerRound = 32;
    public const int CursorRoundMilliseconds = 1_000;

    /// <summary>How long the end of a client may wait for the server to take what was read last.</summary>
    public const int LastCursorsMilliseconds = 1_000;

    /// <summary>Large conversations that are looked at and get typing and receipts; the one looked at longest ago goes first.</summary>
    public const int WatchedConversationsMax = 16;

    /// <summary>Drafts whose attachments are uploaded at the same time.</summary>
    public const int UploadsAtOnce = 2;
    public const int UploadRetryMilliseconds = 5_000;

    /// <summary>How long a typing notice holds, and how often it is repeated.</summary>
    public const int TypingMilliseconds = 6_000;
    public const int TypingRepeatMilliseconds = 4_000;

    /// <summary>An access token is renewed this long before it expires.</summary>
    public const int RenewMarginSeconds = 60;

    /// <summary>Entries that a stream reads from the store at once.</summary>
    public const int StreamPageEntries = 256;

    /// <summary>Refusals for order alone, without an ack between them, after which a conversation's sends wait a second.</summary>
    public const int OrderRefusalsMax = 5;
}
