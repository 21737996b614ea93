using FastChat.Storage.Accounts;

namespace FastChat.Server.Auth;

/// <summary>What a device's rows say about its tokens.</summary>
/// <param name="Family">The current sign-in.</param>
/// <param name="Revoked">Signed out, by itself or by another device; or the token that a bot signed in with has ended.</param>
internal readonly record struct DeviceState(uint Family, bool Revoked)
{
    /// <summary>What it may do; people may do everything.</summary>
    public ApiScopes Scopes { get; init; } = ApiScopes.All;
}
