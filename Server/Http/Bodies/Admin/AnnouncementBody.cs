namespace FastChat.Server.Http.Bodies.Admin;

/// <summary>A message of the server's to one account (an id or a handle), or to all.</summary>
internal sealed record AnnouncementBody(string Text, string? Account = null);
