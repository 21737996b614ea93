namespace FastChat.Server.Http.Bodies.Admin;

/// <summary>Of how many conversations something is told again.</summary>
internal sealed record ReplayedBody(int Conversations);
