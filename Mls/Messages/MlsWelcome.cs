using FastChat.Mls.Codec;

namespace FastChat.Mls.Messages;

/// <summary>Lets added clients in (RFC 9420 section 12.4.3.1).</summary>
internal sealed record MlsWelcome(ushort CipherSuite, EncryptedGroupSecrets[] Secrets, byte[] EncryptedGroupInfo) : ITlsStruct<MlsWelcome>
{
    public static MlsWelcome Read(ref TlsReader reader) => new(reader.U16(), reader.List<EncryptedGroupSecrets>(), reader.Bytes());

    public void Write(TlsWriter writer)
    {
        writer.U16(CipherSuite);
        writer.List(Secrets);
        writer.Bytes(EncryptedGroupInfo);
    }
}
