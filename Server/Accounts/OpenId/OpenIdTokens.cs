using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using FastChat.Protocol;
using FastChat.Server.Routing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace FastChat.Server.Accounts.OpenId;

/// <summary>
/// Judges id tokens (OpenID Connect Core, section 3.1.3.7): issuer, key and algorithm come from a local list and the issuer's key set, never from
/// the token, which only names one of them. Everything that is wrong gets the same answer. Thread-safe.
/// </summary>
internal sealed class OpenIdTokens : IDisposable
{
    /// <summary>Asymmetric signatures only: with a shared secret, or none, anybody could be the issuer.</summary>
    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    private static readonly string[] Texts = ["iss", "sub", "nonce"];
    private static readonly string[] Numbers = ["exp", "iat"];
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };
    private readonly Dictionary<string, (OpenIdIssuer Issuer, OpenIdKeys Keys)> _issuers;
    private readonly HttpClient _http;
    private readonly OpenIdNonces _nonces;
    private readonly TimeProvider _time;

    public OpenIdTokens(IReadOnlyList<OpenIdIssuer> issuers, OpenIdNonces nonces, TimeProvider time, ILogger<OpenIdTokens> log)
    {
        (_nonces, _time) = (nonces, time);
        // No redirects: they could lead to where the operator did not point.
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            MaxResponseContentBufferSize = OpenIdLimits.DocumentBytesMax,
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _issuers = issuers.ToDictionary(
            issuer => issuer.Issuer, issuer => (issuer, new OpenIdKeys(issuer, _http, time, log)), StringComparer.Ordinal);
        Issuers = issuers;
    }

    public IReadOnlyList<OpenIdIssuer> Issuers { get; }

    /// <summary>Whom the token speaks of. Uses its nonce up.</summary>
    /// <exception cref="RefusalException">TokenInvalid; TokenExpired: it was good; Busy: the issuer cannot be reached.</exception>
    public async Task<OpenIdClaims> ReadAsync(string text, CancellationToken cancellation)
    {
        if (text.Length > OpenIdLimits.TokenBytesMax || !Ascii.IsValid(text) || text.Count(letter => letter == '.') != 2) throw Invalid();
        var (token, known) = Open(text);
        if (await known.Keys.FindAsync(token.Kid, cancellation) is not { } key) throw Invalid();
        var result = await _handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidAlgorithms = Algorithms,
            ValidIssuer = known.Issuer.Issuer,
            ValidAudiences = known.Issuer.ClientIds,
            IssuerSigningKey = key,
            TryAllIssuerSigningKeys = false,
            RequireSignedTokens = true,
            // Judged below, by our clock.
            ValidateLifetime = false,
        });
        if (!result.IsValid) throw Invalid();
        RequireTimes(token);
        // A token that was made for another client says so and is not for us; one for several has to say whom it was made for.
        if (token.TryGetPayloadValue<string>("azp", out var party) ? !known.Issuer.ClientIds.Contains(party) : token.Audiences.Count() > 1) throw Invalid();
        if (token.Subject is not { Length: > 0 and <= OpenIdLimits.SubjectBytesMax } subject || !Ascii.IsValid(subject) || subject.Any(char.IsControl)) throw Invalid();
        if (!token.TryGetPayloadValue<string>("nonce", out var nonce) || !_nonces.TryTake(nonce)) throw Invalid();
        return new OpenIdClaims(known.Issuer, subject, Text(token, "preferred_username"), Text(token, "name"));
    }

    public void Dispose()
    {
        foreach (var (_, keys) in _issuers.Values) keys.Dispose();
        _http.Dispose();
    }

    /// <summary>What the token says of itself, as far as it selects something that we know.</summary>
    private (JsonWebToken Token, (OpenIdIssuer Issuer, OpenIdKeys Keys) Known) Open(string text)
    {
        try
        {
            RequireForm(text);
            var token = new JsonWebToken(text);
            if (!Algorithms.Contains(token.Alg) || token.Kid is not { Length: > 0 } || token.IsEncrypted || token.Typ is not (null or "" or "JWT")) throw Invalid();
            if (token.TryGetHeaderValue<object>("crit", out _)) throw Invalid();
            return _issuers.TryGetValue(token.Issuer, out var known) ? (token, known) : throw Invalid();
        }
        catch (Exception malformed) when (malformed is ArgumentException or SecurityTokenException or FormatException or JsonException or InvalidOperationException)
        {
            throw Invalid();
        }
    }

    /// <summary>Each claim at most once, and those that decide of their kind: libraries read a number as a text and a text as a number.</summary>
    private static void RequireForm(string text)
    {
        using var payload = JsonDocument.Parse(Base64Url.DecodeFromChars(text.Split('.')[1]), Strict);
        var claims = payload.RootElement;
        if (claims.ValueKind != JsonValueKind.Object
            || !Array.TrueForAll(Texts, name => claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String)
            || !Array.TrueForAll(Numbers, name => claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number)) throw Invalid();
    }

    private void RequireTimes(JsonWebToken token)
    {
        var now = _time.GetUtcNow().ToUnixTimeSeconds();
        if (!token.TryGetPayloadValue<long>("exp", out var ends) || !token.TryGetPayloadValue<long>("iat", out var issued)) throw Invalid();
        if (issued > now + OpenIdLimits.ClockSkewSeconds) throw Invalid();
        if (token.TryGetPayloadValue<long>("nbf", out var begins) && begins > now + OpenIdLimits.ClockSkewSeconds) throw Invalid();
        if (ends + OpenIdLimits.ClockSkewSeconds <= now) throw new RefusalException(Code.TokenExpired, "The id token has expired.");
    }

    private static string? Text(JsonWebToken token, string claim) => token.TryGetPayloadValue<string>(claim, out var text) ? text : null;

    private static RefusalException Invalid() => new(Code.TokenInvalid, "Not a valid id token for this server.");
}
