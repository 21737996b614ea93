using FastChat.Protocol.Identifiers;

namespace FastChat.Client.LocalState;

/// <summary>Who is signed in on this store, with the tokens; sealed on disk.</summary>
internal sealed record StoredSession(
    AccountId Account,
    DeviceId Device,
    string Handle,
    string AccessToken,
    DateTimeOffset AccessExpires,
    string RefreshToken,
    DateTimeOffset RefreshExpires);
