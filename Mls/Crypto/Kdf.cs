using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using FastChat.Mls.Codec;

namespace FastChat.Mls.Crypto;

/// <summary>The labelled key derivations of RFC 9420 sections 8 and 9.1, over HKDF-SHA256.</summary>
internal static class Kdf
{
    private const string Prefix = "MLS 1.0 ";
    private const int ShortBytesMax = 63;

    public static Secret Extract(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> ikm)
    {
        var secret = new Secret(Suite.HashBytes);
        HKDF.Extract(HashAlgorithmName.SHA256, ikm, salt, secret.Span);
        return secret;
    }

    public static void ExpandWithLabel(ReadOnlySpan<byte> secret, string label, ReadOnlySpan<byte> context, Span<byte> output)
    {
        var labelBytes = Prefix.Length + Encoding.UTF8.GetByteCount(label);
        if (labelBytes <= ShortBytesMax && context.Length <= ShortBytesMax)
        {
            // KDFLabel by hand: this is done five times for each message.
            Span<byte> info = stackalloc byte[2 + 1 + ShortBytesMax + 1 + ShortBytesMax];
            BinaryPrimitives.WriteUInt16BigEndian(info, (ushort)output.Length);
            info[2] = (byte)labelBytes;
            Encoding.UTF8.GetBytes(Prefix, info[3..]);
            Encoding.UTF8.GetBytes(label, info[(3 + Prefix.Length)..]);
            info[3 + labelBytes] = (byte)context.Length;
            context.CopyTo(info[(4 + labelBytes)..]);
            Expand(secret, info[..(4 + labelBytes + context.Length)], output);
            return;
        }

        using var writer = new TlsWriter();
        writer.U16(output.Length);
        writer.Bytes(Encoding.UTF8.GetBytes(Prefix + label));
        writer.Bytes(context);
        Expand(secret, writer.Written, output);
    }

    public static Secret ExpandWithLabel(ReadOnlySpan<byte> secret, string label, ReadOnlySpan<byte> context)
    {
        var output = new Secret(Suite.HashBytes);
        ExpandWithLabel(secret, label, context, output.Span);
        return output;
    }

    public static Secret DeriveSecret(ReadOnlySpan<byte> secret, string label) => ExpandWithLabel(secret, label, []);

    public static void DeriveTreeSecret(ReadOnlySpan<byte> secret, string label, uint generation, Span<byte> output)
    {
        Span<byte> context = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(context, generation);
        ExpandWithLabel(secret, label, context, output);
    }

    public static void Expand(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> info, Span<byte> output)
    {
        try
        {
            HKDF.Expand(HashAlgorithmName.SHA256, secret, output, info);
        }
        catch (ArgumentException)
        {
            throw new MlsException(MlsError.Malformed, "a secret is shorter than the hash, or the output longer than HKDF can give");
        }
    }
}
