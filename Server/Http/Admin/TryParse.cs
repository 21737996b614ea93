namespace FastChat.Server.Http.Admin;

/// <summary>Reads an id's text form.</summary>
internal delegate bool TryParse<T>(string? text, out T id);
