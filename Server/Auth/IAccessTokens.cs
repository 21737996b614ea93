using System.Diagnostics.CodeAnalysis;
using FastChat.Protocol;
using FastChat.Protocol.Identifiers;

namespace FastChat.Server.Auth;

/// <summary>Makes and checks access tokens. Thread-safe; both take some tens of microseconds.</summary>
internal interface IAccessTokens
{
    /// <summary>
    /// Checks form, signature, times and that the device is still signed in. Otherwise <paramref name="refusal"/> is
    /// TOKEN_EXPIRED (refresh it) or TOKEN_INVALID.
    /// </summary>
    bool TryValidate(string? token, [NotNullWhen(true)] out AccessClaims? claims, out Code refusal);

    /// <summary>A token for a device that is signed in.</summary>
    string Issue(AccountId account, DeviceId device, out DateTimeOffset expires);
}
