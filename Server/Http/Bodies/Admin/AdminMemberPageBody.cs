namespace FastChat.Server.Http.Bodies.Admin;

/// <summary>A page of members; next: where the following one begins.</summary>
internal sealed record AdminMemberPageBody(IReadOnlyList<AdminMemberBody> Members, string? Next);
