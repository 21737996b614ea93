namespace FastChat.Server.Http;

/// <summary>What an operator sets about the HTTP API; the server's options say what each means.</summary>
internal sealed record HttpOptions(IReadOnlyList<string> AllowedOrigins, bool MetricsRemote, bool Seeding, bool AdminApart = false);
