using FastChat.Mls.Codec;
using FastChat.Mls.Schedule;

namespace FastChat.Mls.Group;

/// <summary>An epoch that is over, kept for a while for application messages that come late (RFC 9420 section 14.4).</summary>
internal sealed record PastEpoch(MessageKeys Messages, LeafTable Leaves, uint OwnLeaf) : IDisposable
{
    public void Write(TlsWriter writer)
    {
        Messages.Write(writer);
        Leaves.Write(writer);
        writer.U32(OwnLeaf);
    }

    public static PastEpoch Read(ref TlsReader reader, SecretTree ratchets) =>
        new(MessageKeys.Read(ref reader, ratchets), LeafTable.Read(ref reader), reader.U32());

    public void Dispose() => Messages.Dispose();
}
