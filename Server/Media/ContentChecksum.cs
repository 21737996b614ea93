using System.Security.Cryptography;

namespace FastChat.Server.Media;

/// <summary>What a client says the hash of one part is (tus, Upload-Checksum): an algorithm's name and the hash in base64.</summary>
internal sealed record ContentChecksum(HashAlgorithmName Algorithm, byte[] Hash)
{
    /// <summary>The algorithms, as tus names them. SHA-1 is what every tus server must know; nothing here relies on it.</summary>
    public const string Algorithms = "sha1,sha256,sha512";

    /// <summary>Null: it has another form, or an algorithm that is not known.</summary>
    public static ContentChecksum? Parse(string header)
    {
        var parts = header.Split(' ');
        if (parts.Length != 2) return null;
        HashAlgorithmName? algorithm = parts[0] switch
        {
            "sha1" => HashAlgorithmName.SHA1,
            "sha256" => HashAlgorithmName.SHA256,
            "sha512" => HashAlgorithmName.SHA512,
            _ => null,
        };
        var hash = new byte[SHA512.HashSizeInBytes];
        return algorithm is { } known && Convert.TryFromBase64String(parts[1], hash, out var length) ? new ContentChecksum(known, hash[..length]) : null;
    }
}
