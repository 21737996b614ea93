using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using FastChat.Protocol;
using FastChat.Server.Auth;

namespace FastChat.Tests.Server.Transport;

/// <summary>Tokens that are names of claims.</summary>
internal sealed class FakeTokens(TimeProvider time) : IAccessTokens
{
    private readonly ConcurrentDictionary<string, AccessClaims> _claims = new();

    internal static TimeSpan Life { get; } = TimeSpan.FromMinutes(15);

    public bool TryValidate(string? token, [NotNullWhen(true)] out AccessClaims? claims, out Code refusal)
    {
        refusal = Code.TokenInvalid;
        if (!_claims.TryGetValue(token ?? "", out claims))
            return false;
        refusal = Code.TokenExpired;
        return time.GetUtcNow() < claims.Expires;
    }

    public bool StillHolds(AccessClaims claims) => _claims.Values.Contains(claims);

    public string Issue(AccountId account, DeviceId device, out DateTimeOffset expires)
    {
        expires = time.GetUtcNow() + Life;
        var token = $"token-{_claims.Count}";
        _claims[token] = new AccessClaims(account, device, 1, expires);
        return token;
    }

    internal void Revoke(string token) => _claims.TryRemove(token, out _);
}
