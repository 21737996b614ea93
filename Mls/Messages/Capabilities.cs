using FastChat.Mls.Codec;

namespace FastChat.Mls.Messages;

/// <summary>What a client can do (RFC 9420 section 7.2). Unknown values are kept, and mean nothing.</summary>
internal sealed record Capabilities(ushort[] Versions, ushort[] CipherSuites, ushort[] Extensions, ushort[] Proposals, ushort[] Credentials)
    : ITlsStruct<Capabilities>
{
    public static Capabilities Read(ref TlsReader reader) =>
        new(reader.U16List(), reader.U16List(), reader.U16List(), reader.U16List(), reader.U16List());

    public void Write(TlsWriter writer)
    {
        writer.U16List(Versions);
        writer.U16List(CipherSuites);
        writer.U16List(Extensions);
        writer.U16List(Proposals);
        writer.U16List(Credentials);
    }

    public bool HasExtension(ushort type) => ExtensionType.IsDefault(type) || Extensions.Contains(type);

    public bool HasProposal(ushort type) => ProposalType.IsDefault(type) || Proposals.Contains(type);

    public bool HasCredential(ushort type) => Credentials.Contains(type);
}
