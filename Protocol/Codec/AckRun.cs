using FastChat.Protocol.Identifiers;

namespace FastChat.Protocol.Codec;

/// <summary>One `AckedRun` before it is written: send number First + i has sequence FirstSequence + i.</summary>
public readonly record struct AckRun(
    ConversationId Conversation,
    ulong FirstSendNumber,
    uint Count,
    ulong FirstSequence,
    long ServerTimeMs);
