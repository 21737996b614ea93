using FastChat.Protocol.Identifiers;
using Wire = FastChat.Protocol;

namespace FastChat.Client.LocalState;

/// <summary>What is put into the outbox.</summary>
/// <param name="Conversation">Where it goes.</param>
/// <param name="Message">A fresh random id.</param>
/// <param name="Entry">With message id, and target sequence if it is about a message of the log.</param>
internal sealed record OutgoingDraft(ConversationId Conversation, MessageId Message, Wire.OutgoingEntry Entry)
{
    /// <summary>An unsent message that it is about; it leaves after that one's ack.</summary>
    public MessageId Target { get; init; }

    /// <summary>Not null: it waits in <see cref="OutboxState.Uploading"/> until the uploads are done.</summary>
    public byte[]? Upload { get; init; }

    /// <summary>A second draft with the same key in the same conversation is not sent.</summary>
    public string? Once { get; init; }
}
