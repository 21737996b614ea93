namespace FastChat.Server.Http.Bodies.Admin;

/// <summary>An account as administrators see it.</summary>
internal sealed record AdminAccountBody(
    string AccountId,
    string Handle,
    string DisplayName,
    long CreatedMs,
    string Kind,
    string? OwnerId,
    bool TwoStep,
    bool IsAdmin,
    long DisabledUntilMs,
    string Reason,
    long MediaBytes,
    long MediaBytesMax,
    int Conversations,
    string? DeletionJobId);
