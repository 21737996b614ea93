using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace FastChat.Tests.Server.Push;

/// <summary>Reads signed tokens (RFC 7515) with the platform's own primitives, as the other side would.</summary>
internal static class Tokens
{
    /// <summary>The claims, after the signature was checked against an uncompressed P-256 point.</summary>
    public static JsonElement RequireEs256(string token, byte[] publicKey, out JsonElement header)
    {
        using var key = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = publicKey[1..33], Y = publicKey[33..] },
        });
        return Require(token, "ES256", (signed, signature) => key.VerifyData(signed, signature, HashAlgorithmName.SHA256), out header);
    }

    public static JsonElement RequireRs256(string token, RSA key, out JsonElement header) => Require(
        token, "RS256", (signed, signature) => key.VerifyData(signed, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1), out header);

    private static JsonElement Require(string token, string algorithm, Func<byte[], byte[], bool> verify, out JsonElement header)
    {
        var parts = token.Split('.');
        Assert.That(parts, Has.Length.EqualTo(3));
        header = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[0])).RootElement;
        Assert.That(header.GetProperty("alg").GetString(), Is.EqualTo(algorithm));
        Assert.That(verify(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2])), "the signature");
        return JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1])).RootElement;
    }
}
