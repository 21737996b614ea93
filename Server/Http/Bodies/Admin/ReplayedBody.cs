namespace FastChat.Server.Http.Bodies.Admin;

/// <summary>How many conversations have something to tell again.</summary>
internal sealed record ReplayedBody(int Conversations);
