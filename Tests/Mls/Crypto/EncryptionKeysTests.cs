using System.Numerics;
using FastChat.Mls.Crypto;
using NSec.Cryptography;

namespace FastChat.Tests.Mls.Crypto;

[TestFixture]
internal sealed class EncryptionKeysTests
{
    private static readonly BigInteger Prime = BigInteger.Pow(2, 255) - 19;

    /// <summary>The u-coordinates whose order divides 8, each also with the prime added where that still fits, and with the top bit set.</summary>
    private static IEnumerable<byte[]> SmallOrder()
    {
        BigInteger[] points =
        [
            0, 1, Prime - 1, Prime, Prime + 1,
            BigInteger.Parse("325606250916557431795983626356110631294008115727848805560023387167927233504", System.Globalization.CultureInfo.InvariantCulture),
            BigInteger.Parse("39382357235489614581723060781553021112529911719440698176882885853963445705823", System.Globalization.CultureInfo.InvariantCulture),
        ];
        foreach (var point in points)
        {
            var bytes = new byte[32];
            point.ToByteArray(isUnsigned: true).CopyTo(bytes, 0);
            yield return bytes;
            yield return [.. bytes[..31], (byte)(bytes[31] | 0x80)];
        }
    }

    [Test]
    public void A_key_of_small_order_is_not_usable_and_gives_no_secret()
    {
        using var own = Key.Create(KeyAgreementAlgorithm.X25519);
        foreach (var bytes in SmallOrder())
        {
            Assert.That(EncryptionKeys.IsUsable(bytes), Is.False, Convert.ToHexString(bytes));
            var key = PublicKey.Import(KeyAgreementAlgorithm.X25519, bytes, KeyBlobFormat.RawPublicKey);
            Assert.That(KeyAgreementAlgorithm.X25519.Agree(own, key), Is.Null, Convert.ToHexString(bytes));
        }
    }

    [Test]
    public void A_key_of_another_length_is_not_usable_and_a_made_one_is()
    {
        Assert.That(EncryptionKeys.IsUsable(new byte[31]), Is.False);
        Assert.That(EncryptionKeys.IsUsable([]), Is.False);
        using var pair = KemKeyPair.Generate();
        Assert.That(EncryptionKeys.IsUsable(pair.PublicKey));
        Assert.That(EncryptionKeys.IsUsable([.. pair.PublicKey, 0]), Is.False);
    }
}
