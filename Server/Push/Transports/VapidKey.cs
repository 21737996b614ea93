using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using FastChat.Server.Outbound;
using Microsoft.IdentityModel.Tokens;

namespace FastChat.Server.Push.Transports;

/// <summary>How push services know the server (RFC 8292): one P-256 key, and a token for each of their origins. Thread-safe.</summary>
internal sealed class VapidKey : IDisposable
{
    /// <summary>The name of the database's secret that the key is made from where the operator gives none.</summary>
    public const string SecretName = "vapid";

    private const int ScalarBytes = 32;

    /// <summary>At most 24 hours (RFC 8292, 2); made anew at half of it.</summary>
    private static readonly TimeSpan TokenLifetime = TimeSpan.FromHours(12);

    private readonly ECDsa _pair;
    private readonly Lock _gate = new();
    private readonly string? _subject;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, (string Token, DateTimeOffset Until)> _tokens = new();
    private readonly string _publicText;

    public VapidKey(ReadOnlySpan<byte> scalar, string? subject, TimeProvider time)
    {
        (_subject, _time) = (subject, time);
        _pair = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = scalar.ToArray() });
        var point = _pair.ExportParameters(includePrivateParameters: false).Q;
        PublicKey = [4, .. point.X!, .. point.Y!];
        _publicText = Base64Url.EncodeToString(PublicKey);
    }

    /// <summary>Uncompressed, 65 bytes.</summary>
    public byte[] PublicKey { get; }

    /// <summary>A scalar of the curve from a secret: the hash of it and a counter that is one, nearly always at the first try.</summary>
    public static byte[] ScalarOf(ReadOnlySpan<byte> secret)
    {
        for (byte counter = 0; ; counter++)
        {
            var scalar = SHA256.HashData([.. secret, counter]);
            // Above the curve's order, or zero: one in four billion.
            if (scalar.AsSpan(0, 4).IndexOfAnyExcept((byte)0xFF) >= 0 && scalar.AsSpan().IndexOfAnyExcept((byte)0) >= 0) return scalar;
        }
    }

    /// <summary>Whether the bytes can be a private key.</summary>
    public static bool IsScalar(ReadOnlySpan<byte> bytes) => bytes.Length == ScalarBytes;

    /// <summary>The value of the Authorization header for an address.</summary>
    public string Authorize(Uri endpoint)
    {
        var origin = endpoint.GetLeftPart(UriPartial.Authority);
        var now = _time.GetUtcNow();
        if (!_tokens.TryGetValue(origin, out var token) || token.Until <= now)
        {
            if (_tokens.Count >= PushLimits.VapidTokensMax) _tokens.Clear();
            _tokens[origin] = token = (Create(origin, now), now + (TokenLifetime / 2));
        }

        return $"vapid t={token.Token}, k={_publicText}";
    }

    public void Dispose() => _pair.Dispose();

    private string Create(string origin, DateTimeOffset now)
    {
        var claims = new Dictionary<string, object>
        {
            ["aud"] = origin,
            ["exp"] = (now + TokenLifetime).ToUnixTimeSeconds(),
        };
        if (_subject is not null) claims["sub"] = _subject;
        lock (_gate) return SignedToken.Create(new ECDsaSecurityKey(_pair), SecurityAlgorithms.EcdsaSha256, claims);
    }
}
