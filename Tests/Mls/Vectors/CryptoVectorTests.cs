using FastChat.Mls;
using FastChat.Mls.Crypto;
using FastChat.Mls.Messages;

namespace FastChat.Tests.Mls.Vectors;

[TestFixture]
internal sealed class CryptoVectorTests
{
    [Test]
    public void Labelled_hashes_and_derivations_give_the_vectors_values()
    {
        foreach (var vector in VectorFile.Read("crypto-basics"))
        {
            var reference = vector.GetProperty("ref_hash");
            Assert.That(RefHash.Of(reference.Text("label"), reference.Hex("value")), Is.EqualTo(reference.Hex("out")));

            var expand = vector.GetProperty("expand_with_label");
            var output = new byte[expand.Number("length")];
            Kdf.ExpandWithLabel(expand.Hex("secret"), expand.Text("label"), expand.Hex("context"), output);
            Assert.That(output, Is.EqualTo(expand.Hex("out")));

            var derive = vector.GetProperty("derive_secret");
            Assert.That(Kdf.DeriveSecret(derive.Hex("secret"), derive.Text("label")).Span.ToArray(), Is.EqualTo(derive.Hex("out")));

            var tree = vector.GetProperty("derive_tree_secret");
            output = new byte[tree.Number("length")];
            Kdf.DeriveTreeSecret(tree.Hex("secret"), tree.Text("label"), tree.Number("generation"), output);
            Assert.That(output, Is.EqualTo(tree.Hex("out")));
        }
    }

    [Test]
    public void Labelled_signatures_verify_both_ways()
    {
        foreach (var vector in VectorFile.Read("crypto-basics"))
        {
            var sign = vector.GetProperty("sign_with_label");
            var (label, content, publicKey) = (sign.Text("label"), sign.Hex("content"), sign.Hex("pub"));
            using var signer = MlsSigner.Import(sign.Hex("priv"));
            Assert.That(signer.PublicKey.ToArray(), Is.EqualTo(publicKey));
            Assert.That(LabelledSignature.Verify(publicKey, label, content, sign.Hex("signature")));
            Assert.That(LabelledSignature.Verify(publicKey, label, content, LabelledSignature.Sign(signer, label, content)));
            Assert.That(LabelledSignature.Verify(publicKey, label + "x", content, sign.Hex("signature")), Is.False);
        }
    }

    [Test]
    public void Labelled_encryption_opens_both_ways()
    {
        foreach (var vector in VectorFile.Read("crypto-basics"))
        {
            var suite = Suite.Of((ushort)vector.Number("cipher_suite"));
            var encrypt = vector.GetProperty("encrypt_with_label");
            var (label, context, plain) = (encrypt.Text("label"), encrypt.Hex("context"), encrypt.Hex("plaintext"));
            using var key = new Secret(encrypt.Hex("priv"));
            var theirs = new HpkeCiphertext(encrypt.Hex("kem_output"), encrypt.Hex("ciphertext"));
            Assert.That(Hpke.DecryptWithLabel(suite, key, label, context, theirs), Is.EqualTo(plain));
            var ours = Hpke.EncryptWithLabel(suite, encrypt.Hex("pub"), label, context, plain);
            Assert.That(Hpke.DecryptWithLabel(suite, key, label, context, ours), Is.EqualTo(plain));
            var refused = Assert.Throws<MlsException>(() => Hpke.DecryptWithLabel(suite, key, label + "x", context, ours));
            Assert.That(refused!.Error, Is.EqualTo(MlsError.DecryptionFailed));
        }
    }
}
