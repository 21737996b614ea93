namespace FastChat.Client.LocalState;

/// <summary>What was sent of one conversation on the current connection.</summary>
/// <param name="SentThrough">The last number that left on it; 0: none.</param>
/// <param name="Confirmed">
/// Whether an ack came. Before it a single entry is on its way: if its number turns out to be used, nothing that was sent
/// after it can be accepted by chance under a number that is about to be given to another message.
/// </param>
internal readonly record struct SendProgress(long SentThrough, bool Confirmed);
