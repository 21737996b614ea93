using System.Security.Cryptography;
using FastChat.Mls.Crypto;
using FastChat.Mls.Messages;

namespace FastChat.Mls.Framing;

/// <summary>PublicMessage and its membership tag (RFC 9420 section 6.2).</summary>
internal static class PublicFraming
{
    public static PublicMessage Protect(FramedContent content, ContentAuth auth, Secret membershipKey, byte[] groupContext)
    {
        if (content.ContentType == ContentType.Application)
            throw new MlsException(MlsError.InvalidProposal, "application data never travels unencrypted");
        return new PublicMessage(content, auth, Tag(content, auth, membershipKey, groupContext));
    }

    /// <summary>Checks the form and, for a member's message, the tag. The signature is the caller's to check.</summary>
    public static void CheckTag(PublicMessage message, Secret membershipKey, byte[] groupContext)
    {
        CheckForm(message);
        if (message.MembershipTag is { } tag
            && !CryptographicOperations.FixedTimeEquals(tag, Tag(message.Content, message.Auth, membershipKey, groupContext)))
        {
            throw new MlsException(MlsError.BadTag, "a membership tag does not verify");
        }
    }

    /// <summary>Which sender may send what (RFC 9420 section 6.1), and that application data is encrypted.</summary>
    public static void CheckForm(PublicMessage message)
    {
        var content = message.Content;
        var allowed = content.Sender.Type switch
        {
            SenderType.Member => content.ContentType != ContentType.Application,
            SenderType.NewMemberCommit => content.ContentType == ContentType.MlsCommit,
            SenderType.NewMemberProposal => content.Proposal is Proposal.Add,
            _ => content.ContentType == ContentType.Proposal,
        };
        if (!allowed)
            throw new MlsException(MlsError.Malformed, $"a {content.Sender.Type} sender cannot send {content.ContentType} as a public message");
    }

    private static byte[] Tag(FramedContent content, ContentAuth auth, Secret membershipKey, byte[] groupContext)
    {
        using var writer = ContentSignature.ToBeSigned(WireFormat.PublicMessage, content, groupContext);
        auth.Write(writer);
        return HMACSHA256.HashData(membershipKey.Span, writer.Written);
    }
}
