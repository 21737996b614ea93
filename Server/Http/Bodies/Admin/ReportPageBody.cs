namespace FastChat.Server.Http.Bodies.Admin;

/// <summary>A page of reports without content, the newest first; next: where the following one begins.</summary>
internal sealed record ReportPageBody(IReadOnlyList<ReportBody> Reports, string? Next);
