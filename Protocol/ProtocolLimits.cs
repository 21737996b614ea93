namespace FastChat.Protocol;

/// <summary>
/// Every limit of the wire, told to clients in <see cref="Welcome"/>. What an operator may change is an option of the
/// server whose default stands here.
/// </summary>
public static class ProtocolLimits
{
    public const int HelloFrameBytesMax = 4 * 1024;
    public const int ClientFrameBytesMax = 128 * 1024;
    public const int ServerFrameBytesMax = 512 * 1024;
    public const int MessageBytesMax = 64 * 1024;
    public const int BlockBytesMax = 128 * 1024;
    public const int BlockEntriesMax = 1_024;
    public const int UnackedSendsMax = 256;
    public const int RequestsInFlightMax = 64;
    public const int OutboundQueueBytesMax = 256 * 1024;
    public const int PresenceAccountsMax = 500;
    public const int HistoryPageBytesMax = 256 * 1024;
    public const int HistoryPageEntriesMax = 1_024;
    public const int HistoryReferencesMax = 1_024;
    public const int MediaPerEntryMax = 16;
    public const int MentionsPerEntryMax = 32;
    public const int UnreadMentionsToldMax = 100;
    public const int PinsMax = 100;
    public const int ThreadCursorsMax = 100;
    public const int SignalBytesMax = 4 * 1024;
    public const int SignalAccountsMax = 64;
    public const int HiddenMax = 1_000;
    public const int ScheduledMax = 100;
    public const int TimerSecondsMax = 365 * 24 * 60 * 60;
    public const int PollOptionsMax = 32;
    public const int PayloadTypeBytesMax = 64;
    public const int MembersPerRequestMax = 1_000;
    public const int AccountsPerRequestMax = 100;
    public const int ReportNoteBytesMax = 1_024;

    public const int TitleBytesMax = 256;
    public const int DescriptionBytesMax = 1_024;
    public const int SlowModeSecondsMax = 24 * 60 * 60;
    public const int HistoryEntriesMax = 10_000;
    public const int InvitesMax = 100;
    public const int InviteLabelBytesMax = 64;
    public const int JoinRequestsMax = 1_000;
    public const int BansMax = 10_000;
    public const int GroupMembersMax = 100_000;
    public const int PreviewMessagesMax = 10;
    public const int SyncPageConversationsMax = 200;
    public const int CursorBytesMax = 1_536;
    public const int PreviewContentBytesMax = 1_024;
    public const int ConversationsPerAccountMax = 10_000;
    public const int LiveTypingMembersMax = 64;
    public const int ProtobufDepthMax = 16;
    public const int PinnedConversationsMax = 100;
    public const int FoldersMax = 50;
    public const int FoldersPerConversationMax = 16;
    public const int FolderNameBytesMax = 64;
    public const int DraftBytesMax = 16 * 1024;
    public const int DraftsMax = 500;
    public const int DraftHashesMax = 16;
    public const int ContactsMax = 5_000;
    public const int ContactNameBytesMax = 128;
    public const int BlockedMax = 1_000;
    public const int SearchHitsMax = 50;
    public const int SearchConversationsMax = 100;

    /// <summary>Webhooks into one conversation.</summary>
    public const int WebhooksMax = 10;

    /// <summary>UTF-8 bytes of a message through a webhook.</summary>
    public const int WebhookTextBytesMax = 8 * 1024;
}
