namespace FastChat.Server.Http.Bodies.Admin;

/// <summary>What a conversation is; not what is said there.</summary>
internal sealed record AdminConversationBody(
    string ConversationId,
    string Kind,
    string Encryption,
    string Title,
    string CreatorId,
    long CreatedMs,
    int Members,
    long Entries,
    long LastTimeMs);
