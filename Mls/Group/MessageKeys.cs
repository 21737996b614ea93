using FastChat.Mls.Codec;
using FastChat.Mls.Crypto;
using FastChat.Mls.Framing;
using FastChat.Mls.Messages;
using FastChat.Mls.Schedule;

namespace FastChat.Mls.Group;

/// <summary>What it takes to read and write the private messages of one epoch, the current one or a past one. RFC 9420, sections 6.3 and 9.</summary>
internal sealed class MessageKeys(Suite suite, ulong epoch, byte[] contextBytes, Secret senderData, SecretTree ratchets) : IDisposable
{
    public Suite Suite => suite;

    public ulong Epoch => epoch;

    public byte[] ContextBytes => contextBytes;

    public Secret SenderData => senderData;

    public SecretTree Ratchets => ratchets;

    /// <summary>
    /// Decrypts a message and checks its signature. The key is consumed when the step is accepted, which the caller does when all
    /// that the message asks for is done.
    /// </summary>
    public (AuthenticatedContent Message, RatchetStep Step) Open(PrivateMessage message, Func<uint, byte[]?> signatureKey, uint? ownLeaf)
    {
        var sender = Schedule.SenderData.Open(suite, senderData, message);
        if (sender.LeafIndex == ownLeaf)
            throw new MlsException(MlsError.OwnMessage, "a message comes from this member itself");
        var key = signatureKey(sender.LeafIndex) ?? throw new MlsException(MlsError.Malformed, $"a message comes from the blank leaf {sender.LeafIndex}");
        var step = ratchets.Of(sender.LeafIndex).For(message.ContentType).Find(suite, sender.Generation);
        try
        {
            var opened = PrivateFraming.Open(suite, message, sender, step.KeyAndNonce);
            ContentSignature.Verify(opened, key, contextBytes);
            return (opened, step);
        }
        catch
        {
            step.Dispose();
            throw;
        }
    }

    public void Write(TlsWriter writer)
    {
        writer.U16(suite.Number);
        writer.U64(epoch);
        writer.Bytes(contextBytes);
        writer.Raw(senderData.Span);
    }

    public static MessageKeys Read(ref TlsReader reader, SecretTree ratchets) =>
        new(Suite.Of(reader.U16()), reader.U64(), reader.Bytes(), new Secret(reader.Take(Suite.HashBytes)), ratchets);

    public void Dispose()
    {
        senderData.Dispose();
        ratchets.Dispose();
    }
}
