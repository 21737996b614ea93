using System.Text.Json;
using FastChat.Mls;
using FastChat.Mls.Codec;
using FastChat.Mls.Crypto;
using FastChat.Mls.Framing;
using FastChat.Mls.Group;
using FastChat.Mls.Messages;
using FastChat.Mls.Schedule;

namespace FastChat.Tests.Mls.Vectors;

[TestFixture]
internal sealed class FramingVectorTests
{
    private const uint SenderLeaf = 1;
    private const uint Leaves = 2;

    [Test]
    public void Public_messages_verify_and_are_made()
    {
        foreach (var vector in VectorFile.Read("message-protection"))
        {
            var context = Context(vector);
            using var membership = new Secret(vector.Hex("membership_key"));
            foreach (var kind in new[] { "proposal", "commit" })
            {
                var theirs = MlsMessage.Decode(vector.Hex(kind + "_pub")).Public!;
                Verify(vector, theirs, membership, context, kind);
                var auth = Auth(vector, WireFormat.PublicMessage, theirs.Content, context);
                Verify(vector, PublicFraming.Protect(theirs.Content, auth, membership, context), membership, context, kind);
            }

            var application = Content(vector) with { Application = vector.Hex("application") };
            Assert.Throws<MlsException>(() => PublicFraming.Protect(
                application, Auth(vector, WireFormat.PublicMessage, application, context), membership, context));
        }
    }

    [Test]
    public void Private_messages_open_and_are_made()
    {
        foreach (var vector in VectorFile.Read("message-protection"))
        {
            foreach (var kind in new[] { "proposal", "commit", "application" })
            {
                var theirs = MlsMessage.Decode(vector.Hex(kind + "_priv")).Private!;
                using var keys = Keys(vector);
                var opened = Open(vector, keys, theirs);
                Assert.That(Body(opened.Content), Is.EqualTo(vector.Hex(kind)), kind);

                using var sending = Keys(vector);
                var auth = Auth(vector, WireFormat.PrivateMessage, opened.Content, keys.ContextBytes);
                var ratchet = sending.Ratchets.Of(SenderLeaf).For(opened.Content.ContentType);
                var ours = PrivateFraming.Seal(sending.Suite, opened.Content, auth, ratchet, sending.SenderData, paddingBytes: 13);
                using var receiving = Keys(vector);
                Assert.That(Body(Open(vector, receiving, ours).Content), Is.EqualTo(vector.Hex(kind)), kind);
            }
        }
    }

    private static AuthenticatedContent Open(JsonElement vector, MessageKeys keys, PrivateMessage message)
    {
        var (opened, step) = keys.Open(message, _ => vector.Hex("signature_pub"), ownLeaf: 0);
        step.Accept();
        step.Dispose();
        return opened;
    }

    private static void Verify(JsonElement vector, PublicMessage message, Secret membership, byte[] context, string kind)
    {
        PublicFraming.CheckTag(message, membership, context);
        ContentSignature.Verify(message.Authenticated, vector.Hex("signature_pub"), context);
        Assert.That(Body(message.Content), Is.EqualTo(vector.Hex(kind)), kind);
    }

    private static byte[] Body(FramedContent content) =>
        content.Application ?? (content.Proposal is not null ? TlsWriter.Encode(content.Proposal) : TlsWriter.Encode(content.Commit!));

    private static ContentAuth Auth(JsonElement vector, WireFormat format, FramedContent content, byte[] context)
    {
        using var signer = MlsSigner.Import(vector.Hex("signature_priv"));
        return new ContentAuth(ContentSignature.Sign(signer, format, content, context), content.Commit is null ? null : new byte[Suite.HashBytes]);
    }

    private static FramedContent Content(JsonElement vector) => new(
        vector.Hex("group_id"), vector.GetProperty("epoch").GetUInt64(), Sender.Member(SenderLeaf), [], null, null, null);

    private static byte[] Context(JsonElement vector) => TlsWriter.Encode(new GroupContext(
        (ushort)vector.Number("cipher_suite"), vector.Hex("group_id"), vector.GetProperty("epoch").GetUInt64(),
        vector.Hex("tree_hash"), vector.Hex("confirmed_transcript_hash"), []));

    private static MessageKeys Keys(JsonElement vector) => new(
        Suite.Of((ushort)vector.Number("cipher_suite")), vector.GetProperty("epoch").GetUInt64(), Context(vector),
        new Secret(vector.Hex("sender_data_secret")), new SecretTree(Leaves, new Secret(vector.Hex("encryption_secret"))));
}
