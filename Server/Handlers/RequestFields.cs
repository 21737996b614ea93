using System.Text;
using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Protocol.Text;
using FastChat.Server.Routing;
using Google.Protobuf;
using Google.Protobuf.Collections;

namespace FastChat.Server.Handlers;

/// <summary>Reads the fields of requests; what has the wrong form is refused as Malformed.</summary>
internal static class RequestFields
{
    private const int DefaultPage = 100;

    public static ConversationId Conversation(ByteString bytes) =>
        ConversationId.TryRead(bytes.Span, out var id) ? id : throw Malformed("conversation_id has 16 bytes.");

    public static AccountId Account(ByteString bytes) =>
        AccountId.TryRead(bytes.Span, out var id) ? id : throw Malformed("An account id has 16 bytes.");

    /// <summary>Account ids without repetitions, in the order given.</summary>
    public static List<AccountId> Accounts(RepeatedField<ByteString> ids, int countMax)
    {
        if (ids.Count > countMax)
        {
            throw new RefusalException(Code.LimitReached, $"At most {countMax} accounts in one request.");
        }

        return [.. ids.Select(Account).Distinct()];
    }

    public static string Title(string title)
    {
        var trimmed = title.Trim();
        if (trimmed.Length == 0
            || Encoding.UTF8.GetByteCount(trimmed) > ProtocolLimits.TitleBytesMax
            || !ShownText.IsClean(trimmed))
        {
            throw new RefusalException(
                Code.InvalidTitle,
                $"A title has 1 to {ProtocolLimits.TitleBytesMax} bytes, all of which show.");
        }

        return trimmed;
    }

    /// <summary>Of a group: may have several lines.</summary>
    public static string Description(string description)
    {
        var trimmed = description.Trim();
        if (Encoding.UTF8.GetByteCount(trimmed) > ProtocolLimits.DescriptionBytesMax
            || !ShownText.IsClean(trimmed, isProse: true))
        {
            throw new RefusalException(
                Code.InvalidDescription,
                $"A description has at most {ProtocolLimits.DescriptionBytesMax} bytes, all of which show.");
        }

        return trimmed;
    }

    /// <summary>How many of a list are asked for at once.</summary>
    public static int Limit(uint asked) => (int)Math.Clamp(asked == 0 ? DefaultPage : asked, 1, ProtocolLimits.MembersPerRequestMax);

    /// <summary>Where a page of accounts goes on; none: from the start.</summary>
    public static AccountId After(ByteString account) => account.IsEmpty ? AccountId.None : Account(account);

    public static void RefuseEncryption(Encryption encryption)
    {
        if (encryption != Encryption.None)
        {
            throw new RefusalException(Code.EncryptionNotSupported, "Encrypted conversations are not supported yet.");
        }
    }

    public static RefusalException Malformed(string message) => new(Code.Malformed, message);

    public static RefusalException NotFound() => new(Code.NotFound, "No such conversation, or you are no member.");
}
