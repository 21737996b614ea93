using FastChat.Protocol.Identifiers;
using Wire = FastChat.Protocol;

namespace FastChat.Client.Messages;

/// <summary>Forwarding: the content goes on, with who wrote it first.</summary>
internal static class Forwards
{
    public static async Task<Outgoing> SendAsync(
        SignedInClient client, ConversationId to, TimelineItem message, SendOptions options, CancellationToken cancellationToken)
    {
        if (message is not { Kind: EntryKind.Message, Deleted: false, Sequence: not null, Content: ContentState.Clear })
            throw new ChatException(ErrorCode.TargetNotFound, "There is nothing to forward.");
        foreach (var source in Contents.Some(message.Attachments).Where(attachment => attachment.Conversation != to).GroupBy(one => one.Conversation))
        {
            var request = new Wire.AdoptMedia { ConversationId = source.Key.ToByteString() };
            request.MediaIds.AddRange(source.Select(attachment => attachment.Media.ToByteString()).Distinct());
            await client.Engine.RequestAsync(new Wire.ClientFrame { AdoptMedia = request }, cancellationToken).ConfigureAwait(false);
        }

        var draft = new MessageDraft(message.Text)
        {
            Entities = message.Entities,
            Attachments = [.. Contents.Some(message.Attachments).Select(AttachmentSource.FromStored)],
            Custom = message.Custom,
            Location = message.Location,
            Contact = message.Contact,
            Forwarded = message.Forwarded ?? new ForwardOrigin(message.Sender, message.At),
        };
        return await new Sender(client, to).SendAsync(draft, options, null, cancellationToken).ConfigureAwait(false);
    }
}
