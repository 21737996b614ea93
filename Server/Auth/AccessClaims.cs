using FastChat.Protocol.Identifiers;
using FastChat.Storage.Accounts;

namespace FastChat.Server.Auth;

/// <summary>What a valid access token says.</summary>
/// <param name="Account">Who.</param>
/// <param name="Device">With which device.</param>
/// <param name="Family">Which sign-in of that device; a later one makes older tokens worthless.</param>
/// <param name="Expires">When it stops being valid.</param>
internal sealed record AccessClaims(AccountId Account, DeviceId Device, uint Family, DateTimeOffset Expires)
{
    /// <summary>What the device may do; people may do everything. From its rows, not from the token.</summary>
    public ApiScopes Scopes { get; init; } = ApiScopes.All;
}
