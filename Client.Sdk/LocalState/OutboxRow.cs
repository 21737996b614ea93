using FastChat.Protocol.Identifiers;
using Wire = FastChat.Protocol;

namespace FastChat.Client.LocalState;

/// <summary>A draft that is not acked yet, opened. Treat <paramref name="Entry"/> as immutable.</summary>
/// <param name="Conversation">Where it goes.</param>
/// <param name="Message">Its id, kept through every retry and renumbering.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Entry">What will be sent.</param>
/// <param name="Target">The unsent message that it is about; none once that one has a sequence.</param>
/// <param name="CreatedMs">This device's time.</param>
/// <param name="Code">Why it was refused, or why it waits.</param>
/// <param name="RetryAt">When it is tried again.</param>
/// <param name="Upload">What is to be uploaded first, in the words of who enqueued it.</param>
internal sealed record OutboxRow(
    ConversationId Conversation,
    MessageId Message,
    OutboxState State,
    Wire.OutgoingEntry Entry,
    MessageId Target,
    long CreatedMs,
    ErrorCode? Code,
    DateTimeOffset? RetryAt,
    byte[]? Upload)
{
    /// <summary>Whether trying again unchanged may help: rights can come back, a wrong message stays wrong.</summary>
    public bool CanRetry => Code is { } code && (int)code is (>= 1000 and < 2000) or (>= 3000 and < 4000);
}
