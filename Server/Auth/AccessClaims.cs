using FastChat.Protocol.Identifiers;

namespace FastChat.Server.Auth;

/// <summary>What a valid access token says.</summary>
/// <param name="Account">Who.</param>
/// <param name="Device">With which device.</param>
/// <param name="Family">Which sign-in of that device; a later one makes older tokens worthless.</param>
/// <param name="Expires">When it stops being valid.</param>
internal sealed record AccessClaims(AccountId Account, DeviceId Device, uint Family, DateTimeOffset Expires);
