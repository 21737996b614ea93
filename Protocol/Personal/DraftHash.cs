using System.Security.Cryptography;
using Google.Protobuf;

namespace FastChat.Protocol.Personal;

/// <summary>Names a draft by its content: <see cref="SetDraft.OnlyHashes"/>.</summary>
public static class DraftHash
{
    /// <summary>How many bytes of SHA-256 are used.</summary>
    public const int Bytes = 16;

    /// <summary>The hash of a content.</summary>
    public static ByteString Of(ByteString content)
    {
        ArgumentNullException.ThrowIfNull(content);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content.Span, hash);
        return ByteString.CopyFrom(hash[..Bytes]);
    }
}
