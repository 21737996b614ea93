using System.Text;
using FastChat.Mls.Codec;
using NSec.Cryptography;

namespace FastChat.Mls.Crypto;

/// <summary>SignWithLabel and VerifyWithLabel (RFC 9420 section 5.1.2) with Ed25519.</summary>
internal static class LabelledSignature
{
    public static byte[] Sign(MlsSigner signer, string label, ReadOnlySpan<byte> content)
    {
        using var signed = SignContent(label, content);
        return signer.Sign(signed.Written);
    }

    public static bool Verify(ReadOnlySpan<byte> publicKey, string label, ReadOnlySpan<byte> content, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != Suite.SignatureBytes
            || !PublicKey.TryImport(SignatureAlgorithm.Ed25519, publicKey, KeyBlobFormat.RawPublicKey, out var key) || key is null)
        {
            return false;
        }

        using var signed = SignContent(label, content);
        return SignatureAlgorithm.Ed25519.Verify(key, signed.Written, signature);
    }

    private static TlsWriter SignContent(string label, ReadOnlySpan<byte> content)
    {
        var writer = new TlsWriter(content.Length + 64);
        writer.Bytes(Encoding.UTF8.GetBytes("MLS 1.0 " + label));
        writer.Bytes(content);
        return writer;
    }
}
