using FastChat.Mls.Codec;
using FastChat.Mls.Crypto;
using FastChat.Mls.Messages;
using FastChat.Mls.Schedule;

namespace FastChat.Tests.Mls.Vectors;

[TestFixture]
internal sealed class ScheduleVectorTests
{
    [Test]
    public void The_key_schedule_gives_every_secret_of_every_epoch()
    {
        foreach (var vector in VectorFile.Read("key-schedule"))
        {
            var init = new Secret(vector.Hex("initial_init_secret"));
            ulong number = 0;
            foreach (var epoch in vector.Items("epochs"))
            {
                var context = new GroupContext((ushort)vector.Number("cipher_suite"), vector.Hex("group_id"), number++,
                    epoch.Hex("tree_hash"), epoch.Hex("confirmed_transcript_hash"), []);
                var contextBytes = TlsWriter.Encode(context);
                Assert.That(contextBytes, Is.EqualTo(epoch.Hex("group_context")));
                var psk = new Secret(epoch.Hex("psk_secret"));
                var joiner = JoinerSecret.Derive(init, epoch.Hex("commit_secret"), contextBytes);
                AssertIs(joiner, epoch.Hex("joiner_secret"));
                AssertIs(JoinerSecret.Welcome(joiner, psk), epoch.Hex("welcome_secret"));
                var secrets = JoinerSecret.Epoch(joiner, psk, contextBytes, out var encryption);
                AssertIs(encryption, epoch.Hex("encryption_secret"));
                AssertIs(secrets.Init, epoch.Hex("init_secret"));
                AssertIs(secrets.SenderData, epoch.Hex("sender_data_secret"));
                AssertIs(secrets.Exporter, epoch.Hex("exporter_secret"));
                AssertIs(secrets.Authenticator, epoch.Hex("epoch_authenticator"));
                AssertIs(secrets.External, epoch.Hex("external_secret"));
                AssertIs(secrets.Confirmation, epoch.Hex("confirmation_key"));
                AssertIs(secrets.Membership, epoch.Hex("membership_key"));
                AssertIs(secrets.Resumption, epoch.Hex("resumption_psk"));
                Assert.That(secrets.ExternalKeyPair().PublicKey, Is.EqualTo(epoch.Hex("external_pub")));
                var exporter = epoch.GetProperty("exporter");
                Assert.That(
                    secrets.Export(exporter.Text("label"), exporter.Hex("context"), (int)exporter.Number("length")),
                    Is.EqualTo(exporter.Hex("secret")));
                init = secrets.Init;
            }
        }
    }

    [Test]
    public void Pre_shared_keys_combine_to_the_vectors_secret()
    {
        foreach (var vector in VectorFile.Read("psk_secret"))
        {
            var keys = vector.Items("psks").Select(p =>
                (new PreSharedKeyId(PreSharedKeyId.External, p.Hex("psk_id"), 0, 0, p.Hex("psk_nonce")), new Secret(p.Hex("psk")))).ToList();
            AssertIs(PskSecret.Of(keys), vector.Hex("psk_secret"));
        }
    }

    [Test]
    public void Transcript_hashes_follow_the_commit_and_its_tag_fits()
    {
        foreach (var vector in VectorFile.Read("transcript-hashes"))
        {
            var message = TlsReader.Decode<AuthenticatedContent>(vector.Hex("authenticated_content"));
            Assert.That(message.Content.Commit, Is.Not.Null);
            var confirmed = TranscriptHash.Confirmed(
                vector.Hex("interim_transcript_hash_before"), message.WireFormat, message.Content, message.Auth.Signature);
            Assert.That(confirmed, Is.EqualTo(vector.Hex("confirmed_transcript_hash_after")));
            Assert.That(TranscriptHash.Interim(confirmed, message.Auth.ConfirmationTag!), Is.EqualTo(vector.Hex("interim_transcript_hash_after")));
            var tag = System.Security.Cryptography.HMACSHA256.HashData(vector.Hex("confirmation_key"), confirmed);
            Assert.That(message.Auth.ConfirmationTag, Is.EqualTo(tag));
        }
    }

    [Test]
    public void The_secret_tree_gives_every_key_and_nonce()
    {
        foreach (var vector in VectorFile.Read("secret-tree"))
        {
            var suite = Suite.Of((ushort)vector.Number("cipher_suite"));
            var sender = vector.GetProperty("sender_data");
            byte[] key = new byte[suite.KeyBytes], nonce = new byte[Suite.NonceBytes];
            SenderData.DeriveKey(new Secret(sender.Hex("sender_data_secret")), sender.Hex("ciphertext"), key, nonce);
            Assert.That((key, nonce), Is.EqualTo((sender.Hex("key"), sender.Hex("nonce"))));

            var leaves = vector.Items("leaves").ToList();
            using var tree = new SecretTree((uint)leaves.Count, new Secret(vector.Hex("encryption_secret")));
            for (var leaf = 0; leaf < leaves.Count; leaf++)
            {
                foreach (var generation in leaves[leaf].EnumerateArray())
                {
                    var ratchets = tree.Of((uint)leaf);
                    Check(ratchets.Handshake, "handshake");
                    Check(ratchets.Application, "application");

                    void Check(HashRatchet ratchet, string kind)
                    {
                        using var step = ratchet.Find(suite, generation.Number("generation"));
                        Assert.That(step.KeyAndNonce.Span[..suite.KeyBytes].ToArray(), Is.EqualTo(generation.Hex(kind + "_key")));
                        Assert.That(step.KeyAndNonce.Span[suite.KeyBytes..].ToArray(), Is.EqualTo(generation.Hex(kind + "_nonce")));
                        step.Accept();
                    }
                }
            }
        }
    }

    private static void AssertIs(Secret secret, byte[] expected) => Assert.That(secret.Span.ToArray(), Is.EqualTo(expected));
}
