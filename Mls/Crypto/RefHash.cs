using System.Security.Cryptography;
using System.Text;
using FastChat.Mls.Codec;

namespace FastChat.Mls.Crypto;

/// <summary>Hash-based identifiers (RFC 9420 section 5.2).</summary>
internal static class RefHash
{
    public static byte[] Of(string label, ReadOnlySpan<byte> value)
    {
        using var writer = new TlsWriter(value.Length + 64);
        writer.Bytes(Encoding.UTF8.GetBytes(label));
        writer.Bytes(value);
        return SHA256.HashData(writer.Written);
    }
}
