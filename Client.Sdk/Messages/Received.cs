namespace FastChat.Client;

/// <summary>A message as <see cref="ChatClient.ReadMessagesAsync"/> yields it.</summary>
/// <param name="Conversation">Where it was written, to answer there.</param>
/// <param name="Message">The message.</param>
public sealed record Received(Conversation Conversation, Entry Message);
