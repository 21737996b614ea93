namespace FastChat.Server.Http.Bodies.Admin;

/// <summary>Who is to be the owner: an id or a handle.</summary>
internal sealed record OwnerBody(string Account);
