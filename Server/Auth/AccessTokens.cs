using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace FastChat.Server.Auth;

/// <summary>
/// HS256 tokens under the database's own secret. Algorithm, type, issuer and audience are fixed here and not read from
/// the token; its `kid` only selects a row of a local table. Immutable, so thread-safe.
/// </summary>
internal sealed class AccessTokens : IAccessTokens
{
    public const string Issuer = "fastchat";
    public const string Audience = "fastchat/access";

    /// <summary>Name of the database secret that signs.</summary>
    public const string SecretName = "access-tokens";

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false, SetDefaultTimesOnTokenCreation = false };
    private readonly Dictionary<string, SecurityKey> _keys;
    private readonly SigningCredentials _credentials;
    private readonly TokenValidationParameters _rules;
    private readonly IDeviceStates _devices;
    private readonly TimeProvider _time;

    public AccessTokens(byte[] secret, IDeviceStates devices, TimeProvider time)
    {
        var key = new SymmetricSecurityKey(secret) { KeyId = Convert.ToHexStringLower(SHA256.HashData(secret).AsSpan(0, 8)) };
        _keys = new Dictionary<string, SecurityKey>(StringComparer.Ordinal) { [key.KeyId] = key };
        _credentials = new SigningCredentials(key, SecurityAlgorithms.HmacSha256);
        _devices = devices;
        _time = time;
        _rules = Rules();
    }

    public bool TryValidate(string? token, [NotNullWhen(true)] out AccessClaims? claims, out Code refusal)
    {
        claims = null;
        refusal = Code.TokenInvalid;
        if (token is null || !AccessTokenForm.IsWellFormed(token)) return false;

        // With a local key resolver nothing is awaited: the task is complete when it is returned.
        var result = _handler.ValidateTokenAsync(token, _rules);
        if (!result.IsCompletedSuccessfully || !result.Result.IsValid) return false;
        if (!TryRead((JsonWebToken)result.Result.SecurityToken, out claims, out refusal)) return false;

        if (SignedIn(claims) is { } device)
        {
            claims = claims with { Scopes = device.Scopes };
            return true;
        }

        claims = null;
        refusal = Code.TokenInvalid;
        return false;
    }

    public bool StillHolds(AccessClaims claims) => SignedIn(claims) is not null;

    public string Issue(AccountId account, DeviceId device, out DateTimeOffset expires)
    {
        var state = _devices.Read(account, device) ?? throw new InvalidOperationException("The device has no row.");
        return Issue(account, device, state.Family, out expires);
    }

    /// <summary>A token of the given sign-in.</summary>
    public string Issue(AccountId account, DeviceId device, uint family, out DateTimeOffset expires)
    {
        var now = _time.GetUtcNow().ToUnixTimeSeconds();
        expires = DateTimeOffset.FromUnixTimeSeconds(now + AuthLimits.AccessLifetimeSeconds);
        return _handler.CreateToken(new SecurityTokenDescriptor
        {
            TokenType = AccessTokenForm.Type,
            SigningCredentials = _credentials,
            Claims = new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["iss"] = Issuer,
                ["aud"] = Audience,
                ["sub"] = account.ToString(),
                [AccessTokenForm.DeviceClaim] = device.ToString(),
                [AccessTokenForm.FamilyClaim] = (long)family,
                ["iat"] = now,
                ["nbf"] = now,
                ["exp"] = now + AuthLimits.AccessLifetimeSeconds,
                ["jti"] = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)),
            },
        });
    }

    /// <summary>The device, if the sign-in that the claims tell of is still its own.</summary>
    private DeviceState? SignedIn(AccessClaims claims) =>
        _devices.Read(claims.Account, claims.Device) is { Revoked: false } device && device.Family == claims.Family ? device : null;

    private TokenValidationParameters Rules() => new()
    {
        ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
        ValidTypes = [AccessTokenForm.Type],
        ValidIssuer = Issuer,
        ValidAudience = Audience,
        RequireSignedTokens = true,
        TryAllIssuerSigningKeys = false,
        IssuerSigningKeyResolver = (_, _, kid, _) => _keys.TryGetValue(kid, out var key) ? [key] : [],
        // Judged below, by our clock and in one place.
        ValidateLifetime = false,
    };

    private bool TryRead(JsonWebToken token, [NotNullWhen(true)] out AccessClaims? claims, out Code refusal)
    {
        claims = null;
        refusal = Code.TokenInvalid;
        if (!AccountId.TryParse(token.Subject, out var account)) return false;
        if (!token.TryGetPayloadValue<string>(AccessTokenForm.DeviceClaim, out var name) || !DeviceId.TryParse(name, out var device)) return false;
        if (!TryNumber(token, AccessTokenForm.FamilyClaim, out var family) || family is < 0 or > uint.MaxValue) return false;
        if (!TryNumber(token, "iat", out var issued) || !TryNumber(token, "nbf", out var notBefore) || !TryNumber(token, "exp", out var ends)) return false;

        var now = _time.GetUtcNow().ToUnixTimeSeconds();
        if (issued > now + AuthLimits.ClockSkewSeconds || notBefore > now + AuthLimits.ClockSkewSeconds) return false;
        if (ends <= issued || ends - issued > AuthLimits.AccessLifetimeSeconds) return false;
        if (ends + AuthLimits.ClockSkewSeconds <= now)
        {
            refusal = Code.TokenExpired;
            return false;
        }

        claims = new AccessClaims(account, device, (uint)family, DateTimeOffset.FromUnixTimeSeconds(ends));
        refusal = Code.Unspecified;
        return true;
    }

    // Whole seconds only: a number, not a text that looks like one.
    private static bool TryNumber(JsonWebToken token, string claim, out long value)
    {
        value = 0;
        return token.TryGetPayloadValue<object>(claim, out var raw)
            && raw is int or long
            && long.TryParse(Convert.ToString(raw, CultureInfo.InvariantCulture), CultureInfo.InvariantCulture, out value)
            && value is > -(1L << 40) and < (1L << 40);
    }
}
