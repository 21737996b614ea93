using FastChat.Mls.Codec;
using FastChat.Mls.Tree;

namespace FastChat.Mls.Group;

/// <summary>Who sat at which leaf in an epoch: what is left of its tree when late messages are read. RFC 9420, section 6.3.2.</summary>
internal sealed class LeafTable(IReadOnlyDictionary<uint, MlsIdentity> leaves)
{
    public static LeafTable Of(RatchetTree tree) => new(tree.Members.ToDictionary(m => m.Index, m => MlsIdentity.Of(m.Leaf)));

    public MlsIdentity? Find(uint leafIndex) => leaves.GetValueOrDefault(leafIndex);

    public void Write(TlsWriter writer)
    {
        writer.U32((uint)leaves.Count);
        foreach (var (index, identity) in leaves)
        {
            writer.U32(index);
            writer.Bytes(identity.Identity.Span);
            writer.Bytes(identity.SignatureKey.Span);
        }
    }

    public static LeafTable Read(ref TlsReader reader)
    {
        var leaves = new Dictionary<uint, MlsIdentity>();
        for (var count = reader.U32(); count > 0; count--)
        {
            leaves[reader.U32()] = new MlsIdentity(reader.Bytes(), reader.Bytes());
        }

        return new LeafTable(leaves);
    }
}
