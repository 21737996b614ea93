using FastChat.Protocol;
using FastChat.Protocol.Identifiers;

namespace FastChat.Server.Handlers;

/// <summary>Says of entries, before they are taken, whether they may be. Thread-safe; registered only where somebody wants that.</summary>
internal interface ISendReview
{
    /// <summary>Null: it may be taken.</summary>
    ValueTask<(Code Code, string Message)?> ReviewAsync(AccountId account, DeviceId device, ConversationId conversation, OutgoingEntry entry);
}
