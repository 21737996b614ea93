using FastChat.Mls.Codec;
using FastChat.Mls.Crypto;

namespace FastChat.Mls.Messages;

/// <summary>A message without its outer protection (RFC 9420 section 6).</summary>
internal sealed record AuthenticatedContent(WireFormat WireFormat, FramedContent Content, ContentAuth Auth) : ITlsStruct<AuthenticatedContent>
{
    public static AuthenticatedContent Read(ref TlsReader reader)
    {
        var format = (WireFormat)reader.U16();
        var content = FramedContent.Read(ref reader);
        return new(format, content, ContentAuth.Read(ref reader, content.ContentType));
    }

    public void Write(TlsWriter writer)
    {
        writer.U16((ushort)WireFormat);
        Content.Write(writer);
        Auth.Write(writer);
    }

    /// <summary>ProposalRef (RFC 9420 section 5.2).</summary>
    public byte[] ProposalReference() => RefHash.Of("MLS 1.0 Proposal Reference", TlsWriter.Encode(this));
}
