namespace FastChat.Server.Http.Bodies.Admin;

/// <summary>A page of the audit log, the newest first; next: where the following one begins.</summary>
internal sealed record AuditPageBody(IReadOnlyList<AuditRowBody> Rows, long? Next);
