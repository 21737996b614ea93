namespace FastChat.Client;

/// <summary>A message of this account that the server will send later.</summary>
/// <param name="Id">Its id, which it keeps in the log.</param>
/// <param name="DueAt">When it is sent.</param>
/// <param name="Text">Its text.</param>
public sealed record ScheduledMessage(MessageId Id, DateTimeOffset DueAt, string Text);
