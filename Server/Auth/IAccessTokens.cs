using System.Diagnostics.CodeAnalysis;
using FastChat.Protocol;
using FastChat.Protocol.Identifiers;

namespace FastChat.Server.Auth;

/// <summary>Makes and checks access tokens. Thread-safe. Making and checking one takes some tens of microseconds.</summary>
internal interface IAccessTokens
{
    /// <summary>
    /// Checks form, signature, times and that the device is still signed in. Otherwise <paramref name="refusal"/> is
    /// TOKEN_EXPIRED (refresh it) or TOKEN_INVALID.
    /// </summary>
    bool TryValidate(string? token, [NotNullWhen(true)] out AccessClaims? claims, out Code refusal);

    /// <summary>Whether the sign-in that a valid token told of still holds: the device has not been signed out since.</summary>
    bool StillHolds(AccessClaims claims);

    /// <summary>A token for a device that is signed in.</summary>
    string Issue(AccountId account, DeviceId device, out DateTimeOffset expires);
}
