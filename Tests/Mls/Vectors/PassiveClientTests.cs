using System.Text.Json;
using FastChat.Mls;
using FastChat.Mls.Crypto;
using FastChat.Mls.Messages;
using FastChat.Tests.Mls.Support;

namespace FastChat.Tests.Mls.Vectors;

/// <summary>A client that joins by somebody's Welcome and follows the group, through the public API alone.</summary>
[TestFixture]
internal sealed class PassiveClientTests
{
    [TestCase("passive-client-welcome")]
    [TestCase("passive-client-handling-commit")]
    public void A_passive_client_follows_the_group(string file)
    {
        foreach (var vector in VectorFile.Read(file))
        {
            Follow(vector);
        }
    }

    private static void Follow(JsonElement vector)
    {
        var psks = new TestPreSharedKeys();
        foreach (var psk in vector.Items("external_psks"))
        {
            psks.Add(psk.Hex("psk_id"), psk.Hex("psk"));
        }

        var package = MlsMessage.Decode(vector.Hex("key_package")).KeyPackage!;
        using var signer = MlsSigner.Import(vector.Hex("signature_priv"));
        using var own = new MlsKeyPackage(package, new Secret(vector.Hex("init_priv")), new Secret(vector.Hex("encryption_priv")));
        Assert.That(signer.PublicKey.ToArray(), Is.EqualTo(package.Leaf.SignatureKey));
        Assert.That(KemKeyPair.From(own.InitKey.Copy()).PublicKey, Is.EqualTo(package.InitKey));
        Assert.That(KemKeyPair.From(own.LeafKey.Copy()).PublicKey, Is.EqualTo(package.Leaf.EncryptionKey));

        // The vectors' members share identities and have endless lifetimes.
        var authentication = new TestAuthentication { Same = (_, _) => false };
        var device = new MlsDevice(signer, package.Leaf.Credential.Identity, authentication) { PreSharedKeys = psks, LifetimeMax = TimeSpan.MaxValue };
        var store = new RecordStore();
        var group = MlsGroup.Join(device, own, vector.Hex("welcome"), vector.HexOrNull("ratchet_tree"), store);
        Assert.That(group.EpochAuthenticator.ToArray(), Is.EqualTo(vector.Hex("initial_epoch_authenticator")));
        foreach (var epoch in vector.Items("epochs"))
        {
            foreach (var proposal in epoch.Items("proposals"))
            {
                group.Process(Convert.FromHexString(proposal.GetString()!));
            }

            group.Process(epoch.Hex("commit"));
            Assert.That(group.EpochAuthenticator.ToArray(), Is.EqualTo(epoch.Hex("epoch_authenticator")));
            group.Dispose();
            group = MlsGroup.Load(device, store.Records, store);
        }

        group.Dispose();
    }
}
