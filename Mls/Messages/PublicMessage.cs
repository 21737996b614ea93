using FastChat.Mls.Codec;

namespace FastChat.Mls.Messages;

/// <summary>A message that is signed and not encrypted (RFC 9420 section 6.2).</summary>
internal sealed record PublicMessage(FramedContent Content, ContentAuth Auth, byte[]? MembershipTag) : ITlsStruct<PublicMessage>
{
    public AuthenticatedContent Authenticated => new(WireFormat.PublicMessage, Content, Auth);

    public static PublicMessage Read(ref TlsReader reader)
    {
        var content = FramedContent.Read(ref reader);
        var auth = ContentAuth.Read(ref reader, content.ContentType);
        return new(content, auth, content.Sender.Type == SenderType.Member ? reader.Bytes() : null);
    }

    public void Write(TlsWriter writer)
    {
        Content.Write(writer);
        Auth.Write(writer);
        if (MembershipTag is not null)
            writer.Bytes(MembershipTag);
    }
}
