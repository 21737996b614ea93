using FastChat.Mls.Codec;

namespace FastChat.Mls.Messages;

/// <summary>Ends an epoch (RFC 9420 section 12.4).</summary>
internal sealed record MlsCommit(ProposalOrRef[] Proposals, UpdatePath? Path) : ITlsStruct<MlsCommit>
{
    public static MlsCommit Read(ref TlsReader reader) => new(reader.List<ProposalOrRef>(), reader.Optional<UpdatePath>());

    public void Write(TlsWriter writer)
    {
        writer.List(Proposals);
        writer.Optional(Path);
    }
}
