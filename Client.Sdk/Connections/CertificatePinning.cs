using System.Collections.Immutable;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace FastChat.Client.Connections;

/// <summary>Trust in named keys instead of the system's authorities.</summary>
internal static class CertificatePinning
{
    /// <summary>
    /// Accepts exactly the leaf certificates whose SubjectPublicKeyInfo has one of the SHA-256 hashes (base64), self-signed ones
    /// too. Null without pins: the system decides.
    /// </summary>
    public static RemoteCertificateValidationCallback? Callback(ImmutableArray<string> pins) =>
        pins.IsDefaultOrEmpty ? null : (_, certificate, _, _) => certificate is X509Certificate2 leaf && IsPinned(leaf, pins);

    public static bool IsPinned(X509Certificate2 leaf, ImmutableArray<string> pins)
    {
        var hash = SHA256.HashData(leaf.PublicKey.ExportSubjectPublicKeyInfo());
        return pins.Any(pin => CryptographicOperations.FixedTimeEquals(hash, Decode(pin)));
    }

    private static byte[] Decode(string pin)
    {
        var bytes = new byte[SHA256.HashSizeInBytes + 16];
        return Convert.TryFromBase64String(pin, bytes, out var length) ? bytes[..length] : [];
    }
}
