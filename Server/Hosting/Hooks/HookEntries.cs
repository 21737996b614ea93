using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Webhooks;
using Google.Protobuf;

namespace FastChat.Server.Hosting;

/// <summary>Shows hooks what is sent and what was stored.</summary>
internal static class HookEntries
{
    public static HookEntry Of(AccountId account, DeviceId device, ConversationId conversation, OutgoingEntry entry) => new()
    {
        Conversation = conversation,
        Account = account,
        Device = device,
        Kind = entry.Kind,
        MessageId = entry.MessageId,
        TargetSequence = entry.TargetSequence,
        Text = TextOf(entry.Kind, entry.Content.Span),
        Content = entry.Content.Memory,
    };

    public static HookEntry Of(WebhookEvent stored) => new()
    {
        Conversation = stored.Conversation,
        Account = stored.Account,
        Device = stored.Device,
        Kind = stored.Kind,
        MessageId = stored.MessageId,
        Sequence = stored.Sequence,
        TargetSequence = stored.Target,
        At = DateTimeOffset.FromUnixTimeMilliseconds(stored.TimeMs),
        Text = TextOf(stored.Kind, stored.Content),
        Content = stored.Content,
    };

    private static string TextOf(EntryKind kind, ReadOnlySpan<byte> content)
    {
        if (kind is not (EntryKind.Message or EntryKind.Edit)) return "";
        try
        {
            return MessageContent.Parser.ParseFrom(content).Text;
        }
        catch (InvalidProtocolBufferException)
        {
            return "";
        }
    }
}
