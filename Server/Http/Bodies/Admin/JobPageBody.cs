namespace FastChat.Server.Http.Bodies.Admin;

/// <summary>A page of jobs, the newest first; next: where the following one begins.</summary>
internal sealed record JobPageBody(IReadOnlyList<JobBody> Jobs, string? Next);
