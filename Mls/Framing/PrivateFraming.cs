using System.Buffers.Binary;
using System.Security.Cryptography;
using FastChat.Mls.Codec;
using FastChat.Mls.Crypto;
using FastChat.Mls.Messages;
using FastChat.Mls.Schedule;

namespace FastChat.Mls.Framing;

/// <summary>PrivateMessage: content and sender are encrypted (RFC 9420 section 6.3).</summary>
internal static class PrivateFraming
{
    /// <summary>Encrypts with the sender's next key, which is gone afterwards.</summary>
    public static PrivateMessage Seal(
        Suite suite, FramedContent content, ContentAuth auth, HashRatchet ratchet, Secret senderDataSecret, int paddingBytes)
    {
        using var plain = new TlsWriter(512);
        content.WriteBody(plain);
        auth.Write(plain);
        plain.Raw(new byte[paddingBytes]);
        var (generation, keyAndNonce) = ratchet.Next(suite);
        using var key = keyAndNonce;
        var guard = BinaryPrimitives.ReadUInt32BigEndian(RandomNumberGenerator.GetBytes(4));
        var message = new PrivateMessage(content.GroupId, content.Epoch, content.ContentType, content.AuthenticatedData, [], []);
        Span<byte> nonce = stackalloc byte[Suite.NonceBytes];
        Guard(key.Span[suite.KeyBytes..], guard, nonce);
        using var aad = ContentAad(message);
        message = message with { Ciphertext = suite.Seal(key.Span[..suite.KeyBytes], nonce, aad.Written, plain.Written) };
        return message with { SenderData = new SenderData(content.Sender.Index, generation, guard).Seal(suite, senderDataSecret, message) };
    }

    /// <summary>Decrypts the content. Its signature is the caller's to check.</summary>
    public static AuthenticatedContent Open(Suite suite, PrivateMessage message, SenderData sender, Secret keyAndNonce)
    {
        Span<byte> nonce = stackalloc byte[Suite.NonceBytes];
        Guard(keyAndNonce.Span[suite.KeyBytes..], sender.ReuseGuard, nonce);
        using var aad = ContentAad(message);
        var reader = new TlsReader(suite.Open(keyAndNonce.Span[..suite.KeyBytes], nonce, aad.Written, message.Ciphertext));
        var content = FramedContent.ReadBody(
            ref reader, message.ContentType, message.GroupId, message.Epoch, Sender.Member(sender.LeafIndex), message.AuthenticatedData);
        var auth = ContentAuth.Read(ref reader, message.ContentType);
        if (reader.Take(reader.RestBytes).ContainsAnyExcept((byte)0))
            throw TlsReader.Malformed("padding is not all zero");
        return new AuthenticatedContent(WireFormat.PrivateMessage, content, auth);
    }

    private static TlsWriter ContentAad(PrivateMessage message)
    {
        var writer = new TlsWriter();
        message.WriteSenderDataAad(writer);
        writer.Bytes(message.AuthenticatedData);
        return writer;
    }

    /// <summary>The ratchet's nonce with the reuse guard over its first four bytes.</summary>
    private static void Guard(ReadOnlySpan<byte> ratchetNonce, uint guard, Span<byte> nonce)
    {
        ratchetNonce.CopyTo(nonce);
        BinaryPrimitives.WriteUInt32BigEndian(nonce, BinaryPrimitives.ReadUInt32BigEndian(nonce) ^ guard);
    }
}
