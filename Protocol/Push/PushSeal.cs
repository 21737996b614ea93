using System.Buffers.Binary;
using System.Security.Cryptography;

namespace FastChat.Protocol.Push;

/// <summary>
/// What a push holds, sealed to one device: RFC 8291 (message encryption for Web Push) over RFC 8188 (`aes128gcm`), one record.
/// A service that carries it learns its length, and that rounded up. Thread-safe: no state.
/// </summary>
public static class PushSeal
{
    /// <summary>An uncompressed P-256 point.</summary>
    public const int PublicKeyBytes = 65;

    /// <summary>The secret that a device shares with the server beside its point.</summary>
    public const int AuthSecretBytes = 16;

    /// <summary>A push service takes bodies of 4,096 bytes (RFC 8030, 7.2).</summary>
    public const int BodyBytesMax = 4_096;

    /// <summary>What fits into a body beside header, tag and delimiter.</summary>
    public const int PlaintextBytesMax = BodyBytesMax - HeaderBytes - TagBytes - 1;

    /// <summary>Plaintexts are filled up to a multiple of it.</summary>
    private const int PaddedTo = 256;

    private const int SaltBytes = 16;
    private const int HeaderBytes = SaltBytes + sizeof(uint) + 1 + PublicKeyBytes;
    private const int TagBytes = 16;
    private const int KeyBytes = 16;
    private const int NonceBytes = 12;
    private const byte LastRecord = 2;

    /// <summary>Seals to a device; fresh key and salt each time.</summary>
    /// <exception cref="ArgumentException">Too long, or a secret of the wrong length.</exception>
    /// <exception cref="CryptographicException">The key is no point of the curve.</exception>
    public static byte[] Seal(ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> authSecret)
    {
        using var sender = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        return Seal(plaintext, publicKey, authSecret, sender, RandomNumberGenerator.GetBytes(SaltBytes), Padding(plaintext.Length));
    }

    /// <summary>The same with given key, salt and padding: what a test vector needs.</summary>
    internal static byte[] Seal(
        ReadOnlySpan<byte> plaintext,
        ReadOnlySpan<byte> publicKey,
        ReadOnlySpan<byte> authSecret,
        ECDiffieHellman sender,
        ReadOnlySpan<byte> salt,
        int padding)
    {
        if (plaintext.Length > PlaintextBytesMax) throw new ArgumentException("A push holds less.", nameof(plaintext));
        if (authSecret.Length != AuthSecretBytes) throw new ArgumentException("The secret has 16 bytes.", nameof(authSecret));
        Span<byte> senderPoint = stackalloc byte[PublicKeyBytes];
        PushKey.WritePoint(sender.ExportParameters(includePrivateParameters: false), senderPoint);
        using var receiver = PushKey.ReadPoint(publicKey);
        Span<byte> key = stackalloc byte[KeyBytes];
        Span<byte> nonce = stackalloc byte[NonceBytes];
        Derive(sender.DeriveRawSecretAgreement(receiver.PublicKey), publicKey, senderPoint, authSecret, salt, key, nonce);

        var record = new byte[plaintext.Length + 1 + padding];
        plaintext.CopyTo(record);
        record[plaintext.Length] = LastRecord;
        var body = new byte[HeaderBytes + record.Length + TagBytes];
        salt.CopyTo(body);
        BinaryPrimitives.WriteUInt32BigEndian(body.AsSpan(SaltBytes), BodyBytesMax);
        body[SaltBytes + sizeof(uint)] = PublicKeyBytes;
        senderPoint.CopyTo(body.AsSpan(HeaderBytes - PublicKeyBytes));
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(nonce, record, body.AsSpan(HeaderBytes, record.Length), body.AsSpan(HeaderBytes + record.Length));
        CryptographicOperations.ZeroMemory(key);
        return body;
    }

    /// <summary>Opens what was sealed to this device; false: it was not, or it was changed.</summary>
    public static bool TryOpen(ReadOnlySpan<byte> body, PushKey device, out byte[] plaintext)
    {
        ArgumentNullException.ThrowIfNull(device);
        plaintext = [];
        if (body.Length is < HeaderBytes + TagBytes + 1 or > BodyBytesMax
            || body[SaltBytes + sizeof(uint)] != PublicKeyBytes
            || BinaryPrimitives.ReadUInt32BigEndian(body[SaltBytes..]) < body.Length - HeaderBytes)
        {
            return false;
        }

        var senderPoint = body[(HeaderBytes - PublicKeyBytes)..HeaderBytes];
        Span<byte> key = stackalloc byte[KeyBytes];
        Span<byte> nonce = stackalloc byte[NonceBytes];
        var record = new byte[body.Length - HeaderBytes - TagBytes];
        try
        {
            using var sender = PushKey.ReadPoint(senderPoint);
            Derive(device.Agree(sender), device.PublicKey, senderPoint, device.AuthSecret, body[..SaltBytes], key, nonce);
            using var aes = new AesGcm(key, TagBytes);
            aes.Decrypt(nonce, body.Slice(HeaderBytes, record.Length), body[^TagBytes..], record);
        }
        catch (CryptographicException)
        {
            return false;
        }

        var end = record.AsSpan().LastIndexOfAnyExcept((byte)0);
        if (end < 0 || record[end] != LastRecord) return false;
        plaintext = record[..end];
        return true;
    }

    private static int Padding(int length)
    {
        var padded = (length + PaddedTo - 1) / PaddedTo * PaddedTo;
        return Math.Min(padded, PlaintextBytesMax) - length;
    }

    /// <summary>RFC 8291, 3.4.</summary>
    private static void Derive(
        byte[] shared,
        ReadOnlySpan<byte> receiverPoint,
        ReadOnlySpan<byte> senderPoint,
        ReadOnlySpan<byte> authSecret,
        ReadOnlySpan<byte> salt,
        Span<byte> key,
        Span<byte> nonce)
    {
        Span<byte> input = stackalloc byte[32];
        Span<byte> extracted = stackalloc byte[32];
        HKDF.Extract(HashAlgorithmName.SHA256, shared, authSecret, extracted);
        HKDF.Expand(HashAlgorithmName.SHA256, extracted, input, [.. "WebPush: info\0"u8, .. receiverPoint, .. senderPoint]);
        HKDF.Extract(HashAlgorithmName.SHA256, input, salt, extracted);
        HKDF.Expand(HashAlgorithmName.SHA256, extracted, key, "Content-Encoding: aes128gcm\0"u8);
        HKDF.Expand(HashAlgorithmName.SHA256, extracted, nonce, "Content-Encoding: nonce\0"u8);
        CryptographicOperations.ZeroMemory(shared);
        CryptographicOperations.ZeroMemory(extracted);
        CryptographicOperations.ZeroMemory(input);
    }
}
