namespace FastChat.Client.Internal;

/// <summary>What a connection authenticates with.</summary>
internal readonly record struct AccessToken(string Token, DateTimeOffset Expires);
