using FastChat.Mls.Codec;
using FastChat.Mls.Crypto;

namespace FastChat.Mls.History;

/// <summary>What reads all messages that one sender sent in one epoch: its application secret of generation 0, and its key. RFC 9420, section 9.</summary>
internal sealed record HistorySender(uint Leaf, MlsIdentity Identity, Secret Application) : ITlsStruct<HistorySender>
{
    public static HistorySender Read(ref TlsReader reader) => new(
        reader.U32(), new MlsIdentity(reader.Bytes(), reader.Bytes()), new Secret(reader.Take(Suite.HashBytes)));

    public void Write(TlsWriter writer)
    {
        writer.U32(Leaf);
        writer.Bytes(Identity.Identity.Span);
        writer.Bytes(Identity.SignatureKey.Span);
        writer.Raw(Application.Span);
    }
}
