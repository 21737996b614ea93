using FastChat.Protocol.Identifiers;

namespace FastChat.Storage.Conversations;

/// <summary>Gets the rows of an account's conversation list; false stops.</summary>
public delegate bool ListVisitor(ConversationId conversation, in ListRecord row);
