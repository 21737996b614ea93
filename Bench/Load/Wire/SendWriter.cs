using System.Buffers.Binary;
using FastChat.Bench.Load.Streams;
using FastChat.Protocol;
using FastChat.Protocol.Identifiers;

namespace FastChat.Bench.Load.Wire;

/// <summary>Writes Send frames (protocol.proto) of messages with payloads of one size.</summary>
internal sealed class SendWriter : ISendWriter
{
    private const byte FrameSendTag = (2 << 3) | 2;
    private const byte SendConversationTag = (1 << 3) | 2;
    private const byte SendFirstNumberTag = 2 << 3;
    private const byte SendEntriesTag = (3 << 3) | 2;
    private const byte EntryKindTag = 1 << 3;
    private const byte EntryMessageIdTag = (5 << 3) | 1;
    private const byte EntryFlagsTag = 9 << 3;
    private const byte EntryContentTag = (15 << 3) | 2;

    private readonly ConversationId _conversation;
    private readonly Payload _payload;
    private readonly int _entryBytes;

    public SendWriter(ConversationId conversation, Payload payload)
    {
        _conversation = conversation;
        _payload = payload;
        _entryBytes = 2 + 1 + sizeof(ulong) + 2 + 1 + VarintBytes((ulong)payload.Bytes) + payload.Bytes;
        const int headBytesMax = 64; // prefix, frame tag and length, conversation id, first number
        EntriesMax = (ProtocolLimits.ClientFrameBytesMax - headBytesMax) / (1 + VarintBytes((ulong)_entryBytes) + _entryBytes);
    }

    public int EntriesMax { get; }

    public int FrameBytes(ulong firstNumber, int count)
    {
        var send = SendBytes(firstNumber, count);
        var frame = 1 + VarintBytes((ulong)send) + send;
        return VarintBytes((ulong)frame) + frame;
    }

    public int Write(Span<byte> to, ulong firstNumber, int count, ReadOnlySpan<long> ticks)
    {
        var send = SendBytes(firstNumber, count);
        var at = Varint(to, 0, (ulong)(1 + VarintBytes((ulong)send) + send));
        to[at++] = FrameSendTag;
        at = Varint(to, at, (ulong)send);
        to[at++] = SendConversationTag;
        to[at++] = Identifier.Bytes;
        _conversation.Write(to[at..]);
        at += Identifier.Bytes;
        to[at++] = SendFirstNumberTag;
        at = Varint(to, at, firstNumber);
        for (var i = 0; i < count; i++)
            at = Entry(to, at, firstNumber + (ulong)i, ticks[(int)((firstNumber + (ulong)i) % (ulong)ticks.Length)]);
        return at;
    }

    private int Entry(Span<byte> to, int at, ulong number, long ticks)
    {
        to[at++] = SendEntriesTag;
        at = Varint(to, at, (ulong)_entryBytes);
        to[at++] = EntryKindTag;
        to[at++] = (byte)EntryKind.Message;
        to[at++] = EntryMessageIdTag;
        BinaryPrimitives.WriteUInt64LittleEndian(to[at..], _payload.MessageId(number));
        at += sizeof(ulong);
        to[at++] = EntryFlagsTag;
        to[at++] = (byte)EntryFlag.CountsAsUnread;
        to[at++] = EntryContentTag;
        at = Varint(to, at, (ulong)_payload.Bytes);
        _payload.Write(to.Slice(at, _payload.Bytes), number, ticks);
        return at + _payload.Bytes;
    }

    private int SendBytes(ulong firstNumber, int count) =>
        2 + Identifier.Bytes + 1 + VarintBytes(firstNumber) + (count * (1 + VarintBytes((ulong)_entryBytes) + _entryBytes));

    private static int VarintBytes(ulong value) => 1 + ((63 - (int)ulong.LeadingZeroCount(value | 1)) / 7);

    private static int Varint(Span<byte> to, int at, ulong value)
    {
        while (value >= 0x80)
        {
            to[at++] = (byte)(value | 0x80);
            value >>= 7;
        }
        to[at++] = (byte)value;
        return at;
    }
}
