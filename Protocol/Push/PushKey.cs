using System.Security.Cryptography;

namespace FastChat.Protocol.Push;

/// <summary>A device's key pair and secret for what is pushed to it (RFC 8291, 2). Thread-safe: each use imports the key anew.</summary>
public sealed class PushKey
{
    private const int ScalarBytes = 32;
    private const byte Uncompressed = 4;

    private readonly byte[] _scalar;

    private PushKey(byte[] scalar, byte[] publicKey, byte[] authSecret)
    {
        _scalar = scalar;
        PublicKey = publicKey;
        AuthSecret = authSecret;
    }

    /// <summary>65 bytes, uncompressed: "p256dh".</summary>
    public byte[] PublicKey { get; }

    /// <summary>16 bytes: "auth".</summary>
    public byte[] AuthSecret { get; }

    /// <summary>A new pair and secret.</summary>
    public static PushKey Create()
    {
        using var pair = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        var parameters = pair.ExportParameters(includePrivateParameters: true);
        return Of(parameters.D!, RandomNumberGenerator.GetBytes(PushSeal.AuthSecretBytes));
    }

    /// <summary>The pair of this private scalar (32 bytes).</summary>
    /// <exception cref="CryptographicException">No scalar of the curve.</exception>
    public static PushKey Of(ReadOnlySpan<byte> scalar, ReadOnlySpan<byte> authSecret)
    {
        using var pair = PairOf(scalar.ToArray());
        var point = new byte[PushSeal.PublicKeyBytes];
        WritePoint(pair.ExportParameters(includePrivateParameters: false), point);
        return new PushKey(scalar.ToArray(), point, authSecret.ToArray());
    }

    /// <summary>What <see cref="Export"/> gave.</summary>
    /// <exception cref="CryptographicException">Not such bytes.</exception>
    public static PushKey Import(ReadOnlySpan<byte> exported) => exported.Length == ScalarBytes + PushSeal.AuthSecretBytes
        ? Of(exported[..ScalarBytes], exported[ScalarBytes..])
        : throw new CryptographicException("A push key has 48 bytes.");

    /// <summary>Private scalar and secret: keep them sealed.</summary>
    public byte[] Export() => [.. _scalar, .. AuthSecret];

    /// <summary>Whether the bytes are a point of the curve.</summary>
    public static bool IsPoint(ReadOnlySpan<byte> point)
    {
        try
        {
            ReadPoint(point).Dispose();
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    internal static ECDiffieHellman ReadPoint(ReadOnlySpan<byte> point) =>
        point.Length == PushSeal.PublicKeyBytes && point[0] == Uncompressed
            ? ECDiffieHellman.Create(new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                Q = new ECPoint { X = point[1..(1 + ScalarBytes)].ToArray(), Y = point[(1 + ScalarBytes)..].ToArray() },
            })
            : throw new CryptographicException("Not an uncompressed P-256 point.");

    internal static void WritePoint(in ECParameters key, Span<byte> point)
    {
        point[0] = Uncompressed;
        key.Q.X.CopyTo(point[1..]);
        key.Q.Y.CopyTo(point[(1 + ScalarBytes)..]);
    }

    internal byte[] Agree(ECDiffieHellman other)
    {
        using var pair = PairOf(_scalar);
        return pair.DeriveRawSecretAgreement(other.PublicKey);
    }

    private static ECDiffieHellman PairOf(byte[] scalar) => ECDiffieHellman.Create(new ECParameters
    {
        Curve = ECCurve.NamedCurves.nistP256,
        D = scalar,
    });
}
