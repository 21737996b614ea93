namespace FastChat.Server.Http.Bodies.Admin;

/// <summary>What was decided about a report.</summary>
internal sealed record ResolutionBody(string Resolution);
