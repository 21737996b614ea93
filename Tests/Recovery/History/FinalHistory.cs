namespace FastChat.Tests.Recovery.History;

/// <summary>What one client reads of a conversation when everything is over.</summary>
/// <param name="Client">Who read it.</param>
/// <param name="Conversation">Which conversation.</param>
/// <param name="FirstVisible">The first sequence that this client may see.</param>
/// <param name="Head">The head that the server told with it.</param>
/// <param name="Entries">In the order in which the server gave them.</param>
internal sealed record FinalHistory(int Client, int Conversation, ulong FirstVisible, ulong Head, IReadOnlyList<LogEntry> Entries);
