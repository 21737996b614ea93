using FastChat.Mls.Codec;
using FastChat.Mls.Crypto;
using FastChat.Mls.Group;
using FastChat.Mls.Messages;
using FastChat.Mls.Schedule;

namespace FastChat.Tests.Mls.Vectors;

[TestFixture]
internal sealed class WelcomeVectorTests
{
    [Test]
    public void A_Welcome_opens_and_its_GroupInfo_is_genuine()
    {
        foreach (var vector in VectorFile.Read("welcome"))
        {
            var suite = Suite.Of((ushort)vector.Number("cipher_suite"));
            var package = MlsMessage.Decode(vector.Hex("key_package")).KeyPackage!;
            var welcome = MlsMessage.Decode(vector.Hex("welcome")).Welcome!;
            using var initKey = new Secret(vector.Hex("init_priv"));
            var secrets = WelcomeJoin.OpenSecrets(suite, welcome, package.Reference(), initKey);
            using var joiner = new Secret(secrets.JoinerSecret);
            using var noPsk = new Secret(Suite.HashBytes);
            var info = WelcomeJoin.OpenInfo(suite, welcome, joiner, noPsk);
            Assert.That(info.Verify(vector.Hex("signer_pub")));
            var epoch = JoinerSecret.Epoch(joiner, noPsk, TlsWriter.Encode(info.Context), out _);
            Assert.That(epoch.ConfirmationTag(info.Context.ConfirmedTranscriptHash), Is.EqualTo(info.ConfirmationTag));
        }
    }
}
