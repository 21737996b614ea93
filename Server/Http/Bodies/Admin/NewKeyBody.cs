namespace FastChat.Server.Http.Bodies.Admin;

/// <summary>For whom an operator's key is.</summary>
internal sealed record NewKeyBody(string Name, long? Seconds = null);
