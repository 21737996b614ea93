using System.Buffers.Binary;
using System.Security.Cryptography;

namespace FastChat.Protocol.Identifiers;

/// <summary>The id of a direct conversation, derived from its pair so that creating it is idempotent.</summary>
public static class DirectConversation
{
    private static ReadOnlySpan<byte> Label => "fastchat/direct/1"u8;

    /// <summary>UUIDv8 (RFC 9562, section 5.8) of SHA-256(label ‖ encryption ‖ smaller account ‖ larger account).</summary>
    public static ConversationId Id(AccountId one, AccountId other, Encryption encryption)
    {
        var (smaller, larger) = one.Value < other.Value ? (one, other) : (other, one);
        Span<byte> input = stackalloc byte[Label.Length + 1 + (2 * Identifier.Bytes)];
        Label.CopyTo(input);
        input[Label.Length] = (byte)encryption;
        smaller.Write(input[(Label.Length + 1)..]);
        larger.Write(input[(Label.Length + 1 + Identifier.Bytes)..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(input, hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new ConversationId(BinaryPrimitives.ReadUInt128BigEndian(hash));
    }
}
