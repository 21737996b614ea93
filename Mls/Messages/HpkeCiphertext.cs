using FastChat.Mls.Codec;

namespace FastChat.Mls.Messages;

/// <summary>What HPKE made of a plaintext (RFC 9420 section 7.6).</summary>
internal sealed record HpkeCiphertext(byte[] KemOutput, byte[] Ciphertext) : ITlsStruct<HpkeCiphertext>
{
    public static HpkeCiphertext Read(ref TlsReader reader) => new(reader.Bytes(), reader.Bytes());

    public void Write(TlsWriter writer)
    {
        writer.Bytes(KemOutput);
        writer.Bytes(Ciphertext);
    }
}
