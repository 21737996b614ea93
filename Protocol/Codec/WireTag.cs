namespace FastChat.Protocol.Codec;

/// <summary>
/// The tags (field number × 8 + wire type) of the messages that are read and written by hand. All field numbers but one are
/// below 16, so each tag is one byte.
/// </summary>
internal static class WireTag
{
    internal const uint Varint = 0;
    internal const uint Fixed64 = 1;
    internal const uint Length = 2;
    internal const uint GroupStart = 3;
    internal const uint GroupEnd = 4;
    internal const uint Fixed32 = 5;

    internal const byte FrameRequestId = (1 << 3) | (byte)Varint;
    internal const byte ClientFrameSend = (2 << 3) | (byte)Length;
    internal const byte ServerFrameAck = (2 << 3) | (byte)Length;
    internal const byte ServerFrameBlock = (3 << 3) | (byte)Length;

    internal const byte SendConversation = (1 << 3) | (byte)Length;
    internal const byte SendFirstNumber = (2 << 3) | (byte)Varint;
    internal const byte SendEntry = (3 << 3) | (byte)Length;

    internal const byte EntryKind = (1 << 3) | (byte)Varint;
    internal const byte EntrySenderAccount = (2 << 3) | (byte)Length;
    internal const byte EntrySenderDevice = (3 << 3) | (byte)Length;
    internal const byte EntrySendNumber = (4 << 3) | (byte)Varint;
    internal const byte EntryMessageId = (5 << 3) | (byte)Fixed64;
    internal const byte EntryTarget = (6 << 3) | (byte)Varint;
    internal const byte EntryMediaId = (7 << 3) | (byte)Length;
    internal const byte EntryExpiresAfter = (8 << 3) | (byte)Varint;
    internal const byte EntryFlags = (9 << 3) | (byte)Varint;
    internal const byte EntryMentioned = (10 << 3) | (byte)Length;
    internal const byte EntryPollOptions = (11 << 3) | (byte)Varint;
    internal const byte EntryChoices = (12 << 3) | (byte)Varint;
    internal const byte EntryPayloadType = (13 << 3) | (byte)Length;
    internal const byte EntryClosesAfter = (14 << 3) | (byte)Varint;
    internal const byte EntryContent = (15 << 3) | (byte)Length;

    /// <summary>Of fixed width and last in the entry, so that the shard can fill it in; its tag takes two bytes.</summary>
    internal const uint EntryThreadOrdinal = (16 << 3) | Fixed32;

    internal const byte BlockConversation = (1 << 3) | (byte)Length;
    internal const byte BlockFirstSequence = (2 << 3) | (byte)Varint;
    internal const byte BlockEntryCount = (3 << 3) | (byte)Varint;
    internal const byte BlockServerTime = (4 << 3) | (byte)Varint;
    internal const byte BlockUnreadOrdinal = (5 << 3) | (byte)Varint;
    internal const byte BlockEntry = (6 << 3) | (byte)Length;

    internal const byte AckRun = (1 << 3) | (byte)Length;
    internal const byte AckedConversation = (1 << 3) | (byte)Length;
    internal const byte AckedFirstSendNumber = (2 << 3) | (byte)Varint;
    internal const byte AckedCount = (3 << 3) | (byte)Varint;
    internal const byte AckedFirstSequence = (4 << 3) | (byte)Varint;
    internal const byte AckedServerTime = (5 << 3) | (byte)Varint;
}
