using FastChat.Protocol.Identifiers;
using Wire = FastChat.Protocol;

namespace FastChat.Client.LocalState;

/// <summary>One entry of a log, opened. Treat <paramref name="Entry"/> as immutable.</summary>
/// <param name="Conversation">Whose log.</param>
/// <param name="Sequence">Its place.</param>
/// <param name="TimeMs">The server's time.</param>
/// <param name="Entry">Clear header and content.</param>
internal sealed record EntryRow(ConversationId Conversation, long Sequence, long TimeMs, Wire.Entry Entry);
