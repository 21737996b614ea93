namespace FastChat.Server.Http.Bodies.Admin;

/// <summary>What an administrator did.</summary>
internal sealed record AuditRowBody(
    long Sequence, long TimeMs, string Actor, string Action, string Target, string Outcome);
