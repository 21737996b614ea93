using FastChat.Mls.Codec;

namespace FastChat.Mls.Messages;

/// <summary>A newcomer's part of a Welcome (RFC 9420 section 12.4.3.1).</summary>
internal sealed record EncryptedGroupSecrets(byte[] NewMember, HpkeCiphertext Secrets) : ITlsStruct<EncryptedGroupSecrets>
{
    public static EncryptedGroupSecrets Read(ref TlsReader reader) => new(reader.Bytes(), HpkeCiphertext.Read(ref reader));

    public void Write(TlsWriter writer)
    {
        writer.Bytes(NewMember);
        Secrets.Write(writer);
    }
}
