using System.Text.Json;
using FastChat.Protocol;
using FastChat.Server.Routing;
using Microsoft.IdentityModel.Tokens;

namespace FastChat.Server.Accounts.OpenId;

/// <summary>
/// The keys of one issuer, from its discovery document and key set (OpenID Connect Discovery, RFC 7517). Fetched when they are needed, one request
/// at a time for all who wait; an unknown key id fetches them anew, so a rotated key works at once. Thread-safe: what is kept is replaced as a whole.
/// </summary>
internal sealed partial class OpenIdKeys(OpenIdIssuer issuer, HttpClient http, TimeProvider time, ILogger log) : IDisposable
{
    private const string DiscoveryPath = "/.well-known/openid-configuration";

    private readonly SemaphoreSlim _one = new(1, 1);
    private volatile KeptKeys _kept = new([], DateTimeOffset.MinValue);

    // Under _one.
    private DateTimeOffset _triedAt = DateTimeOffset.MinValue;

    /// <summary>The key of an id; null: the issuer has no such key.</summary>
    /// <exception cref="RefusalException">Busy: the issuer cannot be reached.</exception>
    public async ValueTask<SecurityKey?> FindAsync(string id, CancellationToken cancellation)
    {
        if (Fresh(id) is { } known) return known;
        await _one.WaitAsync(cancellation);
        try
        {
            if (Fresh(id) is { } fetched) return fetched;
            var now = time.GetUtcNow();
            if (now - _triedAt >= TimeSpan.FromSeconds(OpenIdLimits.RefetchSeconds))
            {
                _triedAt = now;
                await RefreshAsync(cancellation);
            }
        }
        finally
        {
            _one.Release();
        }

        if (time.GetUtcNow() - _kept.FetchedAt < TimeSpan.FromHours(OpenIdLimits.KeysKeptHours)) return _kept.ById.GetValueOrDefault(id);
        throw new RefusalException(Code.Busy, "The identity provider cannot be reached.", TimeSpan.FromSeconds(OpenIdLimits.RefetchSeconds));
    }

    public void Dispose() => _one.Dispose();

    private SecurityKey? Fresh(string id)
    {
        var kept = _kept;
        return time.GetUtcNow() - kept.FetchedAt < TimeSpan.FromHours(OpenIdLimits.KeysFreshHours) ? kept.ById.GetValueOrDefault(id) : null;
    }

    private async Task RefreshAsync(CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(OpenIdLimits.FetchSeconds), time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, timeout.Token);
        try
        {
            using var discovery = JsonDocument.Parse(await http.GetStringAsync(new Uri(issuer.Issuer.TrimEnd('/') + DiscoveryPath), both.Token));
            if (discovery.RootElement.GetProperty("issuer").GetString() != issuer.Issuer) throw new JsonException("The document is of another issuer.");
            var address = new Uri(discovery.RootElement.GetProperty("jwks_uri").GetString() ?? "");
            // Never weaker than the issuer's own address.
            if (address.Scheme != Uri.UriSchemeHttps && !(address.IsLoopback && new Uri(issuer.Issuer).Scheme == Uri.UriSchemeHttp))
                throw new JsonException("The keys would come unprotected.");
            var keys = new JsonWebKeySet(await http.GetStringAsync(address, both.Token));
            _kept = new KeptKeys(
                keys.Keys.Where(IsGood).GroupBy(key => key.Kid, StringComparer.Ordinal).ToDictionary(same => same.Key, same => (SecurityKey)same.First(), StringComparer.Ordinal),
                time.GetUtcNow());
        }
        catch (Exception failure) when (failure is HttpRequestException or JsonException or KeyNotFoundException or UriFormatException or ArgumentException or InvalidOperationException
            || (failure is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            LogUnreachable(issuer.Issuer, failure.GetType().Name);
        }
    }

    // Signing keys of the two families that an issuer keeps to itself: a symmetric "key" of a key set would be everybody's.
    private static bool IsGood(JsonWebKey key) =>
        key is { Kid.Length: > 0, HasPrivateKey: false } && key.Use is null or "" or "sig"
        && (key.Kty == JsonWebAlgorithmsKeyTypes.EllipticCurve || (key.Kty == JsonWebAlgorithmsKeyTypes.RSA && key.KeySize >= OpenIdLimits.RsaBitsMin));

    [LoggerMessage(Diagnostics.EventIds.Accounts + 20, LogLevel.Warning, "The keys of {Issuer} could not be fetched ({Reason})")]
    private partial void LogUnreachable(string issuer, string reason);

    private sealed record KeptKeys(Dictionary<string, SecurityKey> ById, DateTimeOffset FetchedAt);
}
