using System.Security.Cryptography;
using System.Text;

namespace FastChat.Server.Webhooks;

/// <summary>Secrets and signatures of Standard Webhooks (symmetric, `v1`).</summary>
internal static class WebhookSecret
{
    public const string Prefix = "whsec_";

    public static byte[] Create() => RandomNumberGenerator.GetBytes(WebhookLimits.NewSecretBytes);

    public static string Write(byte[] secret) => Prefix + Convert.ToBase64String(secret);

    /// <summary>Null: not of the convention's form.</summary>
    public static byte[]? Read(string text)
    {
        if (!text.StartsWith(Prefix, StringComparison.Ordinal)) return null;
        var room = new byte[WebhookLimits.SecretBytesMax];
        return Convert.TryFromBase64String(text[Prefix.Length..], room, out var length) && length >= WebhookLimits.SecretBytesMin ? room[..length] : null;
    }

    /// <summary>The value of `webhook-signature`: one signature for each secret.</summary>
    public static string Sign(string id, long timestamp, ReadOnlySpan<byte> body, params IEnumerable<byte[]> secrets)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
        return string.Join(' ', secrets.Select(secret => "v1," + Convert.ToBase64String(HMACSHA256.HashData(secret, signed))));
    }
}
