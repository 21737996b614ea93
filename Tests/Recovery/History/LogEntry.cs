namespace FastChat.Tests.Recovery.History;

/// <summary>An entry of a final history.</summary>
/// <param name="Sequence">Where it stands.</param>
/// <param name="Sender">The client, or JournalEvent.Nobody for entries that the server made.</param>
/// <param name="MessageId">0 for entries that the server made.</param>
/// <param name="Number">The send number.</param>
/// <param name="Hash">Of the content.</param>
/// <param name="Counts">It counts as unread.</param>
internal readonly record struct LogEntry(ulong Sequence, int Sender, ulong MessageId, ulong Number, ulong Hash, bool Counts);
