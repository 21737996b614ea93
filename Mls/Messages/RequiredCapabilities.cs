using FastChat.Mls.Codec;

namespace FastChat.Mls.Messages;

/// <summary>What every member must be able to do (RFC 9420 section 11.1).</summary>
internal sealed record RequiredCapabilities(ushort[] Extensions, ushort[] Proposals, ushort[] Credentials) : ITlsStruct<RequiredCapabilities>
{
    public static RequiredCapabilities Read(ref TlsReader reader) => new(reader.U16List(), reader.U16List(), reader.U16List());

    public void Write(TlsWriter writer)
    {
        writer.U16List(Extensions);
        writer.U16List(Proposals);
        writer.U16List(Credentials);
    }

    /// <summary>The requirement of a group's extensions; null when there is none.</summary>
    public static RequiredCapabilities? Of(IEnumerable<Extension> extensions) =>
        Extension.Find(extensions, ExtensionType.RequiredCapabilities) is { } data ? TlsReader.Decode<RequiredCapabilities>(data) : null;

    public bool IsMetBy(Capabilities has) =>
        Extensions.All(has.HasExtension) && Proposals.All(has.HasProposal) && Credentials.All(has.HasCredential);
}
