namespace FastChat.Server.Http.Bodies.Admin;

/// <summary>A report of a message; content is the message's content at that time, as JSON of protocol.proto's MessageContent.</summary>
internal sealed record ReportBody(
    string ReportId,
    long CreatedMs,
    string? ReporterId,
    string ConversationId,
    long Sequence,
    string? SenderId,
    string Category,
    string Note,
    string? Content,
    long ResolvedMs,
    string ResolvedBy,
    string Resolution);
