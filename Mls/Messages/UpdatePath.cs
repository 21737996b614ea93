using FastChat.Mls.Codec;

namespace FastChat.Mls.Messages;

/// <summary>A committer's new leaf and path (RFC 9420 section 7.6).</summary>
internal sealed record UpdatePath(LeafNode Leaf, UpdatePathNode[] Nodes) : ITlsStruct<UpdatePath>
{
    public static UpdatePath Read(ref TlsReader reader) => new(LeafNode.Read(ref reader), reader.List<UpdatePathNode>());

    public void Write(TlsWriter writer)
    {
        Leaf.Write(writer);
        writer.List(Nodes);
    }
}
