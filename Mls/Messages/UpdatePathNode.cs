using FastChat.Mls.Codec;

namespace FastChat.Mls.Messages;

/// <summary>A node's new key, and its path secret for each node of the copath's resolution (RFC 9420 section 7.6).</summary>
internal sealed record UpdatePathNode(byte[] EncryptionKey, HpkeCiphertext[] EncryptedPathSecrets) : ITlsStruct<UpdatePathNode>
{
    public static UpdatePathNode Read(ref TlsReader reader) => new(reader.Bytes(), reader.List<HpkeCiphertext>());

    public void Write(TlsWriter writer)
    {
        writer.Bytes(EncryptionKey);
        writer.List(EncryptedPathSecrets);
    }
}
