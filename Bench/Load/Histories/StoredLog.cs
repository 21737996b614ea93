using FastChat.Bench.Load.Streams;
using FastChat.Protocol.Identifiers;

namespace FastChat.Bench.Load.Histories;

/// <summary>A conversation whose messages are written straight into the database.</summary>
/// <param name="Conversation">Made by the server.</param>
/// <param name="Sender">Account that the messages are from.</param>
/// <param name="Device">Its device.</param>
/// <param name="Payload">What they say.</param>
internal sealed record StoredLog(ConversationId Conversation, AccountId Sender, DeviceId Device, Payload Payload);
