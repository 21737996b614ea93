using FastChat.Protocol.Identifiers;
using Google.Protobuf;
using Wire = FastChat.Protocol;

namespace FastChat.Client.Messages;

/// <summary>Messages that the server is to send later.</summary>
internal static class Schedules
{
    public static async Task<MessageId> SendAsync(
        SignedInClient client, ConversationId id, MessageDraft draft, DateTimeOffset at, SendOptions options, CancellationToken cancellationToken)
    {
        if (Contents.Some(draft.Attachments).Any(attachment => attachment.Stored is null))
            throw Contents.Invalid("A scheduled message refers to media that are stored already: AttachmentSource.FromStored.");
        var content = Contents.Write(draft);
        var entry = new Wire.OutgoingEntry
        {
            Kind = Wire.EntryKind.Message,
            MessageId = client.Ids.NewMessageId(),
            Flags = (uint)Sender.FlagsOf(draft, options),
            Content = content.ToByteString(),
        };
        entry.MediaIds.AddRange(content.Attachments.Select(attachment => attachment.MediaId).Distinct());
        Contents.WriteHeader(entry, draft, options);
        Contents.CheckSize(entry);
        var request = new Wire.ScheduleSend { ConversationId = id.ToByteString(), Entry = entry, DueMs = at.ToUnixTimeMilliseconds() };
        await client.Engine.RequestAsync(new Wire.ClientFrame { ScheduleSend = request }, cancellationToken).ConfigureAwait(false);
        return new MessageId(entry.MessageId);
    }

    public static async Task<IReadOnlyList<ScheduledMessage>> ReadAsync(
        SignedInClient client, ConversationId id, CancellationToken cancellationToken)
    {
        var request = new Wire.FetchScheduled { ConversationId = id.ToByteString() };
        var answer = await client.Engine.RequestAsync(new Wire.ClientFrame { FetchScheduled = request }, cancellationToken).ConfigureAwait(false);
        var list = answer.ScheduledList ?? throw new ChatException(ErrorCode.InvalidResponse, "The answer holds no messages.");
        return [.. list.Messages.OrderBy(message => message.DueMs).Select(message => new ScheduledMessage(
            new MessageId(message.Entry.MessageId), EntryReader.At(message.DueMs), OpenedContent.Read(message.Entry.Content, id).Text))];
    }
}
