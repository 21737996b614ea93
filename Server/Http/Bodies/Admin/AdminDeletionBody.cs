namespace FastChat.Server.Http.Bodies.Admin;

/// <summary>Deletes an account; messages: keep or remove.</summary>
internal sealed record AdminDeletionBody(string? Messages = null, long? GraceHours = null);
