namespace FastChat.Server.Http.Bodies.Admin;

/// <summary>A limit in force, by its option's name.</summary>
internal sealed record LimitBody(string Name, string Value);
