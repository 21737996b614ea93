using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace FastChat.Server.Auth;

/// <summary>
/// Texts that only this server can make: a prefix that says what it is ‖ base64url(content ‖ the first 16 bytes of HMAC-SHA-256 over it).
/// So what somebody made up is told from what was once genuine without reading anything.
/// </summary>
internal static class TaggedText
{
    private const int TagBytes = 16;

    public static string Make(string prefix, ReadOnlySpan<byte> content, byte[] key)
    {
        Span<byte> bytes = stackalloc byte[content.Length + TagBytes];
        content.CopyTo(bytes);
        WriteTag(content, key, bytes[content.Length..]);
        return prefix + Base64Url.EncodeToString(bytes);
    }

    /// <summary>Fills the content; false for anything that was not made under this key with this length.</summary>
    public static bool TryRead([NotNullWhen(true)] string? text, string prefix, byte[] key, Span<byte> content)
    {
        var length = content.Length + TagBytes;
        if (text is null || text.Length != prefix.Length + Base64Url.GetEncodedLength(length)) return false;
        if (!text.StartsWith(prefix, StringComparison.Ordinal)) return false;
        var encoded = text.AsSpan(prefix.Length);
        if (!Base64Url.IsValid(encoded, out var decoded) || decoded != length) return false;
        Span<byte> bytes = stackalloc byte[length];
        Base64Url.DecodeFromChars(encoded, bytes);

        Span<byte> tag = stackalloc byte[TagBytes];
        WriteTag(bytes[..content.Length], key, tag);
        if (!CryptographicOperations.FixedTimeEquals(tag, bytes[content.Length..])) return false;
        bytes[..content.Length].CopyTo(content);
        return true;
    }

    private static void WriteTag(ReadOnlySpan<byte> content, byte[] key, Span<byte> tag)
    {
        Span<byte> full = stackalloc byte[SHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, content, full);
        full[..TagBytes].CopyTo(tag);
    }
}
