namespace FastChat.Server.Http.Bodies.Admin;

/// <summary>All operators' keys.</summary>
internal sealed record KeyListBody(IReadOnlyList<KeyBody> Keys);
