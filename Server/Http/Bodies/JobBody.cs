namespace FastChat.Server.Http.Bodies;

/// <summary>Work that goes on by itself. state: waiting, done or failed; due_ms: when it begins, or until when its result is kept.</summary>
internal sealed record JobBody(
    string JobId, string Kind, string State, string? AccountId, long CreatedMs, long DueMs, string? Problem);
