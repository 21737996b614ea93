using FastChat.Protocol.Identifiers;

namespace FastChat.Server.Auth;

/// <summary>A signed-in device with its tokens, as its owner gets them.</summary>
internal sealed record SessionTokens(
    AccountId Account,
    DeviceId Device,
    string Handle,
    string Access,
    DateTimeOffset AccessExpires,
    string Refresh,
    DateTimeOffset RefreshExpires);
