using System.Buffers.Binary;
using FastChat.Mls.Codec;
using FastChat.Mls.Crypto;
using FastChat.Mls.Messages;

namespace FastChat.Mls.Schedule;

/// <summary>Who sent a private message, and with which key (RFC 9420 section 6.3.2).</summary>
internal readonly record struct SenderData(uint LeafIndex, uint Generation, uint ReuseGuard)
{
    private const int Bytes = 12;

    public byte[] Seal(Suite suite, Secret senderDataSecret, PrivateMessage message)
    {
        Span<byte> plain = stackalloc byte[Bytes];
        BinaryPrimitives.WriteUInt32BigEndian(plain, LeafIndex);
        BinaryPrimitives.WriteUInt32BigEndian(plain[4..], Generation);
        BinaryPrimitives.WriteUInt32BigEndian(plain[8..], ReuseGuard);
        Span<byte> key = stackalloc byte[suite.KeyBytes], nonce = stackalloc byte[Suite.NonceBytes];
        DeriveKey(senderDataSecret, message.Ciphertext, key, nonce);
        using var aad = new TlsWriter();
        message.WriteSenderDataAad(aad);
        return suite.Seal(key, nonce, aad.Written, plain);
    }

    public static SenderData Open(Suite suite, Secret senderDataSecret, PrivateMessage message)
    {
        Span<byte> key = stackalloc byte[suite.KeyBytes], nonce = stackalloc byte[Suite.NonceBytes];
        DeriveKey(senderDataSecret, message.Ciphertext, key, nonce);
        using var aad = new TlsWriter();
        message.WriteSenderDataAad(aad);
        var reader = new TlsReader(suite.Open(key, nonce, aad.Written, message.SenderData));
        var data = new SenderData(reader.U32(), reader.U32(), reader.U32());
        reader.End();
        return data;
    }

    /// <summary>Key and nonce from a sample of the content's ciphertext.</summary>
    public static void DeriveKey(Secret senderDataSecret, ReadOnlySpan<byte> ciphertext, Span<byte> key, Span<byte> nonce)
    {
        var sample = ciphertext[..Math.Min(Suite.HashBytes, ciphertext.Length)];
        Kdf.ExpandWithLabel(senderDataSecret.Span, "key", sample, key);
        Kdf.ExpandWithLabel(senderDataSecret.Span, "nonce", sample, nonce);
    }
}
