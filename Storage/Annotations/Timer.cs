using FastChat.Protocol.Identifiers;

namespace FastChat.Storage.Annotations;

/// <summary>Something that a conversation's loop, or an account's, has to do at a time.</summary>
/// <param name="DueMs">When.</param>
/// <param name="Conversation">Where; with <see cref="TimerKind.GuestEnds"/> the account, whose loop it is then.</param>
/// <param name="Kind">What.</param>
/// <param name="Account">Whose scheduled message; none with other kinds.</param>
/// <param name="Number">A sequence, or a message id.</param>
public readonly record struct Timer(long DueMs, ConversationId Conversation, TimerKind Kind, AccountId Account, ulong Number);
