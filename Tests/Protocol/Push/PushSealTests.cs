using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using FastChat.Protocol.Push;

namespace FastChat.Tests.Protocol.Push;

/// <summary>RFC 8291, by its own example and against bytes that were changed.</summary>
[TestFixture]
internal sealed class PushSealTests
{
    // RFC 8291, appendix A.
    private const string Plaintext = "When I grow up, I want to be a watermelon";
    private const string SenderPrivate = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw";
    private const string ReceiverPrivate = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94";
    private const string ReceiverPublic = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
    private const string Salt = "DGv6ra1nlYgDCS1FRnbzlw";
    private const string AuthSecret = "BTBZMqHH6r4Tts7J_aSIgg";
    private const string Message =
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95b"
        + "Qpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";

    [Test]
    public void The_example_of_the_RFC_is_sealed_to_the_same_bytes()
    {
        using var sender = ECDiffieHellman.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = Bytes(SenderPrivate) });
        var sealedBytes = PushSeal.Seal(
            Encoding.ASCII.GetBytes(Plaintext), Bytes(ReceiverPublic), Bytes(AuthSecret), sender, Bytes(Salt), padding: 0);
        Assert.That(Base64Url.EncodeToString(sealedBytes), Is.EqualTo(Message));
    }

    [Test]
    public void The_example_of_the_RFC_opens()
    {
        var device = PushKey.Of(Bytes(ReceiverPrivate), Bytes(AuthSecret));
        Assert.That(Base64Url.EncodeToString(device.PublicKey), Is.EqualTo(ReceiverPublic));
        Assert.That(PushSeal.TryOpen(Bytes(Message), device, out var opened));
        Assert.That(Encoding.ASCII.GetString(opened), Is.EqualTo(Plaintext));
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(255)]
    [TestCase(256)]
    [TestCase(257)]
    [TestCase(PushSeal.PlaintextBytesMax)]
    public void What_is_sealed_to_a_device_opens_there_and_its_length_is_rounded(int length)
    {
        var device = PushKey.Import(PushKey.Create().Export());
        var plaintext = RandomNumberGenerator.GetBytes(length);
        var body = PushSeal.Seal(plaintext, device.PublicKey, device.AuthSecret);
        Assert.That(body, Has.Length.LessThanOrEqualTo(PushSeal.BodyBytesMax));
        Assert.That(PushSeal.TryOpen(body, device, out var opened));
        Assert.That(opened, Is.EqualTo(plaintext));
        if (length is > 0 and < PushSeal.PlaintextBytesMax)
        {
            var shorter = PushSeal.Seal(plaintext.AsSpan(0, ((length - 1) / 256 * 256) + 1), device.PublicKey, device.AuthSecret);
            Assert.That(body, Has.Length.EqualTo(shorter.Length), "of the same class");
        }
    }

    [Test]
    public void What_was_changed_anywhere_or_is_for_another_device_does_not_open()
    {
        var device = PushKey.Create();
        var body = PushSeal.Seal("secret"u8, device.PublicKey, device.AuthSecret);
        Assert.That(PushSeal.TryOpen(body, PushKey.Create(), out _), Is.False);
        for (var i = 0; i < body.Length; i++)
        {
            // A larger record size says the same of one record.
            if (i is >= 16 and < 20) continue;
            var changed = (byte[])body.Clone();
            changed[i] ^= 1;
            Assert.That(PushSeal.TryOpen(changed, device, out _), Is.False, $"byte {i}");
        }

        for (var length = 0; length < body.Length; length++) Assert.That(PushSeal.TryOpen(body.AsSpan(0, length), device, out _), Is.False, $"{length} bytes");
    }

    [Test]
    public void A_plaintext_that_is_too_long_and_a_key_that_is_none_are_refused()
    {
        var device = PushKey.Create();
        Assert.Throws<ArgumentException>(() => PushSeal.Seal(new byte[PushSeal.PlaintextBytesMax + 1], device.PublicKey, device.AuthSecret));
        Assert.That(PushKey.IsPoint(device.PublicKey));
        var off = (byte[])device.PublicKey.Clone();
        off[^1] ^= 1;
        Assert.That(PushKey.IsPoint(off), Is.False, "not on the curve");
        Assert.That(PushKey.IsPoint(device.PublicKey.AsSpan(1)), Is.False);
        Assert.That(PushKey.IsPoint(new byte[PushSeal.PublicKeyBytes]), Is.False);
    }

    private static byte[] Bytes(string text) => Base64Url.DecodeFromChars(text);
}
