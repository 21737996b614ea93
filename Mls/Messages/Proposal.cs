using FastChat.Mls.Codec;

namespace FastChat.Mls.Messages;

/// <summary>A change that somebody proposes (RFC 9420 section 12.1).</summary>
internal abstract record Proposal(ushort Type) : ITlsStruct<Proposal>
{
    public static Proposal Read(ref TlsReader reader) => reader.U16() switch
    {
        ProposalType.Add => new Add(KeyPackage.Read(ref reader)),
        ProposalType.Update => new Update(LeafNode.Read(ref reader)),
        ProposalType.Remove => new Remove(reader.U32()),
        ProposalType.PreSharedKey => new PreSharedKey(PreSharedKeyId.Read(ref reader)),
        ProposalType.ReInit => new ReInit(reader.Bytes(), reader.U16(), reader.U16(), reader.List<Extension>()),
        ProposalType.ExternalInit => new ExternalInit(reader.Bytes()),
        ProposalType.GroupContextExtensions => new GroupContextExtensions(reader.List<Extension>()),
        var unknown => throw new MlsException(MlsError.Unsupported, $"proposal type {unknown}"),
    };

    public void Write(TlsWriter writer)
    {
        writer.U16(Type);
        WriteBody(writer);
    }

    protected abstract void WriteBody(TlsWriter writer);

    /// <summary>Whether a commit with it must carry a path (RFC 9420 section 12.4).</summary>
    public bool NeedsPath => this is Update or Remove or ExternalInit or GroupContextExtensions;

    public sealed record Add(KeyPackage KeyPackage) : Proposal(ProposalType.Add)
    {
        protected override void WriteBody(TlsWriter writer) => KeyPackage.Write(writer);
    }

    public sealed record Update(LeafNode Leaf) : Proposal(ProposalType.Update)
    {
        protected override void WriteBody(TlsWriter writer) => Leaf.Write(writer);
    }

    public sealed record Remove(uint LeafIndex) : Proposal(ProposalType.Remove)
    {
        protected override void WriteBody(TlsWriter writer) => writer.U32(LeafIndex);
    }

    public sealed record PreSharedKey(PreSharedKeyId Id) : Proposal(ProposalType.PreSharedKey)
    {
        protected override void WriteBody(TlsWriter writer) => Id.Write(writer);
    }

    public sealed record ReInit(byte[] GroupId, ushort Version, ushort CipherSuite, Extension[] Extensions) : Proposal(ProposalType.ReInit)
    {
        protected override void WriteBody(TlsWriter writer)
        {
            writer.Bytes(GroupId);
            writer.U16(Version);
            writer.U16(CipherSuite);
            writer.List(Extensions);
        }
    }

    public sealed record ExternalInit(byte[] KemOutput) : Proposal(ProposalType.ExternalInit)
    {
        protected override void WriteBody(TlsWriter writer) => writer.Bytes(KemOutput);
    }

    public sealed record GroupContextExtensions(Extension[] Extensions) : Proposal(ProposalType.GroupContextExtensions)
    {
        protected override void WriteBody(TlsWriter writer) => writer.List(Extensions);
    }
}
