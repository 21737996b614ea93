using System.Buffers.Binary;
using System.Text;
using FastChat.Protocol;
using FastChat.Protocol.Codec;
using FastChat.Search.Index;
using Google.Protobuf;

namespace FastChat.Storage.Search;

/// <summary>
/// Makes what can be found of a message's content (`MessageContent` of protocol.proto). Read by hand, because every message
/// passes here; content that is none has no words, but is still somebody's message.
/// </summary>
internal static class MessageDocument
{
    private const uint Text = (1 << 3) | 2;
    private const uint Entities = (2 << 3) | 2;
    private const uint Attachments = (3 << 3) | 2;
    private const uint ReplyTo = 4 << 3;
    private const uint Mentions = (5 << 3) | 2;
    private const uint MentionsEveryone = 6 << 3;

    public static SearchDocument Read(ulong sequence, long timeMs, UInt128 sender, ReadOnlySpan<byte> content)
    {
        var (text, traits, everyone) = ("", ContentTraits.None, false);
        List<UInt128>? mentions = null;
        var reader = new WireReader(content);
        while (!reader.IsAtEnd && reader.TryReadTag(out var tag))
        {
            ReadOnlySpan<byte> bytes = default;
            ulong number = 0;
            var isRead = (tag & 7) switch
            {
                2 => reader.TryReadBytes(out bytes),
                0 => reader.TryReadVarint(out number),
                _ => reader.TrySkip(tag),
            };
            if (!isRead) break;
            switch (tag)
            {
                case Text: text = Encoding.UTF8.GetString(bytes); break;
                case Entities: traits |= OfEntity(bytes); break;
                case Attachments: traits |= OfAttachment(bytes); break;
                case ReplyTo when number > 0: traits |= ContentTraits.Reply; break;
                case Mentions when bytes.Length == 16: (mentions ??= []).Add(BinaryPrimitives.ReadUInt128BigEndian(bytes)); break;
                case MentionsEveryone: everyone = number != 0; break;
                default: break;
            }
        }

        traits |= TraitNames.OfText(text);
        return new SearchDocument((long)sequence, timeMs, sender, text, traits, mentions, everyone);
    }

    private static ContentTraits OfEntity(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return TextEntity.Parser.ParseFrom(bytes).Style == TextEntity.Types.Style.Link ? ContentTraits.Link : ContentTraits.None;
        }
        catch (InvalidProtocolBufferException)
        {
            return ContentTraits.None;
        }
    }

    private static ContentTraits OfAttachment(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return TraitNames.OfAttachment(Attachment.Parser.ParseFrom(bytes).ContentType);
        }
        catch (InvalidProtocolBufferException)
        {
            return ContentTraits.Media;
        }
    }
}
