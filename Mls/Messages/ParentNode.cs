using FastChat.Mls.Codec;

namespace FastChat.Mls.Messages;

/// <summary>An inner node of the tree (RFC 9420 section 7.1). Immutable.</summary>
internal sealed record ParentNode(byte[] EncryptionKey, byte[] ParentHash, uint[] UnmergedLeaves) : ITlsStruct<ParentNode>
{
    public static ParentNode Read(ref TlsReader reader)
    {
        var node = new ParentNode(reader.Bytes(), reader.Bytes(), reader.U32List());
        for (var i = 1; i < node.UnmergedLeaves.Length; i++)
        {
            if (node.UnmergedLeaves[i - 1] >= node.UnmergedLeaves[i])
                throw TlsReader.Malformed("unmerged leaves are not in increasing order");
        }

        return node;
    }

    public void Write(TlsWriter writer)
    {
        writer.Bytes(EncryptionKey);
        writer.Bytes(ParentHash);
        writer.U32List(UnmergedLeaves);
    }

    public ParentNode WithUnmerged(uint leaf)
    {
        var place = ~Array.BinarySearch(UnmergedLeaves, leaf);
        return place < 0 ? this : this with { UnmergedLeaves = [.. UnmergedLeaves[..place], leaf, .. UnmergedLeaves[place..]] };
    }
}
