using FastChat.Mls.Codec;
using FastChat.Mls.Messages;
using FastChat.Mls.Tree;

namespace FastChat.Tests.Mls.Vectors;

[TestFixture]
internal sealed class CodecVectorTests
{
    [Test]
    public void Lengths_are_read_and_written_as_the_vectors_have_them()
    {
        foreach (var vector in VectorFile.Read("deserialization"))
        {
            var header = vector.Hex("vlbytes_header");
            var length = (int)vector.Number("length");
            Assert.That(new TlsReader(header).Length(), Is.EqualTo(length));
            using var writer = new TlsWriter();
            writer.Bytes(new byte[length]);
            Assert.That(writer.Written[..header.Length].ToArray(), Is.EqualTo(header));
        }
    }

    [Test]
    public void Every_kind_of_message_is_read_and_written_to_the_same_bytes()
    {
        foreach (var vector in VectorFile.Read("messages"))
        {
            foreach (var name in new[] { "mls_welcome", "mls_group_info", "mls_key_package", "public_message_application", "public_message_proposal", "public_message_commit", "private_message" })
            {
                Roundtrips<MlsMessage>(vector.Hex(name), name);
            }

            Roundtrips<RatchetTree>(vector.Hex("ratchet_tree"), "ratchet_tree");
            Roundtrips<GroupSecrets>(vector.Hex("group_secrets"), "group_secrets");
            Roundtrips<MlsCommit>(vector.Hex("commit"), "commit");
            string[] proposals = ["add", "update", "remove", "pre_shared_key", "re_init", "external_init", "group_context_extensions"];
            for (var i = 0; i < proposals.Length; i++)
            {
                // The vectors hold the bodies; a Proposal has its type before it.
                Roundtrips<Proposal>([0, (byte)(i + 1), .. vector.Hex(proposals[i] + "_proposal")], proposals[i]);
            }
        }
    }

    private static void Roundtrips<T>(byte[] bytes, string name) where T : ITlsStruct<T> =>
        Assert.That(TlsWriter.Encode(TlsReader.Decode<T>(bytes)), Is.EqualTo(bytes), name);
}
