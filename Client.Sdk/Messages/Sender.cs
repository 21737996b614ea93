using FastChat.Client.LocalState;
using FastChat.Client.Messages;
using FastChat.Protocol.Identifiers;
using Google.Protobuf;
using Wire = FastChat.Protocol;

namespace FastChat.Client;

/// <summary>Turns drafts into outbox rows of one conversation.</summary>
internal sealed class Sender(SignedInClient client, ConversationId conversation)
{
    private const int OnceCharactersMax = 256;

    public async Task<Outgoing> SendAsync(
        MessageDraft draft, SendOptions options, IProgress<Transfer>? upload, CancellationToken cancellationToken)
    {
        if (options.Once is { } once && once.Length is 0 or > OnceCharactersMax)
            throw new ChatException(ErrorCode.InvalidArgument, $"A once key has 1 to {OnceCharactersMax} characters.");
        var entry = new Wire.OutgoingEntry { Kind = Wire.EntryKind.Message, Flags = (uint)FlagsOf(draft, options) };
        Contents.WriteHeader(entry, draft, options);
        return await WriteAsync(entry, default, draft, options.Once, upload, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A reply in a thread is unread there, not in the conversation.</summary>
    public static Wire.EntryFlag FlagsOf(MessageDraft draft, SendOptions options) =>
        options.Silent ? Wire.EntryFlag.Silent
        : draft.ThreadRoot is null ? Wire.EntryFlag.CountsAsUnread : Wire.EntryFlag.None;

    public Task<Outgoing> EditAsync(MessageId id, MessageDraft draft, CancellationToken cancellationToken)
    {
        var (entry, target) = Refer(id, Wire.EntryKind.Edit);
        return WriteAsync(entry, target, draft, null, null, cancellationToken);
    }

    /// <summary>Enqueues an entry without attachments about a message.</summary>
    public async Task<Outgoing> ReferAsync(
        MessageId id, Wire.EntryKind kind, ByteString content, CancellationToken cancellationToken, uint flags = 0, uint choices = 0)
    {
        var (entry, target) = Refer(id, kind);
        entry.Content = content;
        (entry.Flags, entry.Choices) = (flags, choices);
        entry.MessageId = client.Ids.NewMessageId();
        return await EnqueueAsync(
            new OutgoingDraft(conversation, new MessageId(entry.MessageId), entry) { Target = target }, cancellationToken)
            .ConfigureAwait(false);
    }

    // The target's sequence once it is in the log, else its id: the outbox fills in the sequence after the ack.
    private (Wire.OutgoingEntry Entry, MessageId Target) Refer(MessageId id, Wire.EntryKind kind)
    {
        var echo = client.Store.FindOutbox(id);
        if (echo is not null && echo.Conversation == conversation)
            return (new Wire.OutgoingEntry { Kind = kind }, id);
        var entry = client.Store.FindEntry(conversation, id)
            ?? throw new ChatException(ErrorCode.TargetNotFound, "No such message is on this device.");
        return (new Wire.OutgoingEntry { Kind = kind, TargetSequence = (ulong)entry.Sequence }, default);
    }

    private async Task<Outgoing> WriteAsync(
        Wire.OutgoingEntry entry, MessageId target, MessageDraft draft, string? once, IProgress<Transfer>? upload,
        CancellationToken cancellationToken)
    {
        var content = Contents.Write(draft);
        var message = new MessageId(client.Ids.NewMessageId());
        var staged = await client.StageAsync(message, Contents.Some(draft.Attachments), cancellationToken).ConfigureAwait(false);
        entry.MessageId = message.Value;
        entry.Content = content.ToByteString();
        entry.MediaIds.AddRange(content.Attachments.Select(attachment => attachment.MediaId).Where(id => !id.IsEmpty).Distinct());
        try
        {
            Contents.CheckSize(entry);
            if (staged is not null && upload is not null)
                client.Uploads.Listen(message, upload);
            var outgoing = await EnqueueAsync(
                new OutgoingDraft(conversation, message, entry) { Target = target, Upload = staged, Once = once }, cancellationToken)
                .ConfigureAwait(false);
            if (staged is not null && outgoing.Id == message)
                _ = client.TidyAsync(conversation, message);
            else if (staged is not null)
                client.ForgetUpload(message);
            return outgoing;
        }
        catch when (staged is not null && client.Store.FindOutbox(message) is null)
        {
            client.ForgetUpload(message);
            throw;
        }
    }

    private async Task<Outgoing> EnqueueAsync(OutgoingDraft draft, CancellationToken cancellationToken)
    {
        var message = await client.Engine.EnqueueAsync(draft, cancellationToken).ConfigureAwait(false);
        return new Outgoing(client, conversation, message);
    }
}
