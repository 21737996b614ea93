using FastChat.Mls.Codec;

namespace FastChat.Mls.Messages;

/// <summary>A proposal in a commit: itself, or the reference of one that was sent (RFC 9420 section 12.4).</summary>
internal sealed record ProposalOrRef(Proposal? Proposal, byte[]? Reference) : ITlsStruct<ProposalOrRef>
{
    public static ProposalOrRef Read(ref TlsReader reader) => reader.U8() switch
    {
        1 => new(Proposal.Read(ref reader), null),
        2 => new(null, reader.Bytes()),
        var unknown => throw TlsReader.Malformed($"proposal-or-reference type {unknown}"),
    };

    public void Write(TlsWriter writer)
    {
        writer.U8(Proposal is null ? 2 : 1);
        if (Proposal is null)
            writer.Bytes(Reference);
        else
            Proposal.Write(writer);
    }
}
