namespace FastChat.Server.Http.Bodies;

/// <summary>Deletes one's own account; messages: keep or remove.</summary>
internal sealed record DeleteAccountBody(string? Password = null, string? Messages = null);
