using System.Text;
using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Protocol.Versioning;
using FastChat.Server.Auth;

namespace FastChat.Server.Sessions;

/// <summary>Judges the first frame and renewals. Pure: what follows from its judgement is the session's business.</summary>
internal static class Handshake
{
    /// <summary>The claims behind a Hello, or the code to close with and why.</summary>
    internal static (AccessClaims? Claims, Code Code, string Reason) Judge(Hello hello, IAccessTokens tokens)
    {
        if (hello.ProtocolVersion != ProtocolVersion.Current)
            return (null, Code.CloseVersionUnsupported, $"This server speaks version {ProtocolVersion.Current}.");
        if (Encoding.UTF8.GetByteCount(hello.Client) > SessionLimits.ClientNameBytesMax
            || hello.Capabilities.Count > SessionLimits.CapabilitiesMax
            || hello.Cursor.Length > ProtocolLimits.CursorBytesMax)
            return (null, Code.CloseProtocolViolation, "A field of Hello is too long.");
        if (!tokens.TryValidate(hello.AccessToken, out var claims, out var refusal))
            return (null, CloseCode(refusal), "The access token is not valid.");
        if (!DeviceId.TryRead(hello.DeviceId.Span, out var device) || device != claims.Device)
            return (null, Code.CloseTokenInvalid, "The access token is another device's.");
        return (claims, Code.Unspecified, "");
    }

    /// <summary>The claims behind a renewal, or the code to refuse it with.</summary>
    internal static (AccessClaims? Claims, Code Code) Judge(
        RenewAccess renewal, AccountId account, DeviceId device, IAccessTokens tokens)
    {
        if (!tokens.TryValidate(renewal.AccessToken, out var claims, out var refusal))
            return (null, refusal);
        return claims.Account == account && claims.Device == device ? (claims, Code.Unspecified) : (null, Code.TokenInvalid);
    }

    private static Code CloseCode(Code refusal) =>
        refusal == Code.TokenExpired ? Code.CloseAccessExpired : Code.CloseTokenInvalid;
}
