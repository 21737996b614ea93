using System.Text.Json;
using FastChat.Mls;
using FastChat.Mls.Codec;
using FastChat.Mls.Crypto;
using FastChat.Mls.Messages;
using FastChat.Mls.Tree;

namespace FastChat.Tests.Mls.Vectors;

[TestFixture]
internal sealed class TreeKemVectorTests
{
    private static readonly HashSet<uint> NoNewLeaves = [];

    [Test]
    public void Paths_open_for_everybody_and_new_ones_too()
    {
        foreach (var vector in VectorFile.Read("treekem"))
        {
            var suite = Suite.Of((ushort)vector.Number("cipher_suite"));
            var tree = TlsReader.Decode<RatchetTree>(vector.Hex("ratchet_tree"));
            var context = new GroupContext(
                suite.Number, vector.Hex("group_id"), vector.GetProperty("epoch").GetUInt64(), [], vector.Hex("confirmed_transcript_hash"), []);
            var members = vector.Items("leaves_private").ToDictionary(m => m.Number("index"));
            foreach (var update in vector.Items("update_paths"))
            {
                Receive(suite, tree, context, members, update);
                Create(suite, tree, context, members, update.Number("sender"));
            }
        }
    }

    private static void Receive(Suite suite, RatchetTree before, GroupContext context, Dictionary<uint, JsonElement> members, JsonElement update)
    {
        var sender = update.Number("sender");
        var updatePath = TlsReader.Decode<UpdatePath>(update.Hex("update_path"));
        foreach (var (leaf, member) in members.Where(m => m.Key != sender))
        {
            var tree = before.Copy();
            var path = new ReceivedPath(tree, sender, updatePath, NoNewLeaves);
            Assert.That(tree.RootHash(), Is.EqualTo(update.Hex("tree_hash_after")));
            var provisional = TlsWriter.Encode(context with { TreeHash = tree.RootHash() });
            using var keys = Keys(before, leaf, member);
            var (pathSecret, _) = path.Open(suite, keys, NoNewLeaves, provisional);
            Assert.That(pathSecret.Span.ToArray(), Is.EqualTo(Convert.FromHexString(update.GetProperty("path_secrets")[(int)leaf].GetString()!)));
            Assert.That(path.Accept(suite, keys, NoNewLeaves, provisional).Span.ToArray(), Is.EqualTo(update.Hex("commit_secret")));
        }
    }

    private static void Create(Suite suite, RatchetTree before, GroupContext context, Dictionary<uint, JsonElement> members, uint sender)
    {
        var tree = before.Copy();
        using var signer = MlsSigner.Import(members[sender].Hex("signature_priv"));
        using var senderKeys = Keys(before, sender, members[sender]);
        using var path = new NewPath(tree, sender, pair => before.Leaf(sender)! with { EncryptionKey = pair.PublicKey }, signer, context.GroupId, senderKeys);
        var provisional = TlsWriter.Encode(context with { TreeHash = tree.RootHash() });
        var created = path.Encrypt(suite, tree, NoNewLeaves, provisional);
        foreach (var (leaf, member) in members.Where(m => m.Key != sender))
        {
            var theirs = before.Copy();
            using var keys = Keys(before, leaf, member);
            var received = new ReceivedPath(theirs, sender, created, NoNewLeaves);
            Assert.That(theirs.RootHash(), Is.EqualTo(tree.RootHash()));
            Assert.That(received.Accept(suite, keys, NoNewLeaves, provisional).Span.ToArray(), Is.EqualTo(path.CommitSecret.Span.ToArray()));
        }
    }

    private static TreePrivateKeys Keys(RatchetTree tree, uint leaf, JsonElement member)
    {
        var keys = new TreePrivateKeys(leaf);
        keys.Set(TreeMath.NodeOf(leaf), new Secret(member.Hex("encryption_priv")));
        Assert.That(KemKeyPair.From(new Secret(member.Hex("encryption_priv"))).PublicKey, Is.EqualTo(tree.Leaf(leaf)!.EncryptionKey));
        foreach (var secret in member.Items("path_secrets"))
        {
            // Climbing one node checks that the key fits the tree.
            PathSecrets.Climb(tree, [secret.Number("node")], new Secret(secret.Hex("path_secret")), keys).Dispose();
        }

        return keys;
    }
}
