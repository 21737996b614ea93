using System.Buffers.Binary;
using FastChat.Protocol.Identifiers;

namespace FastChat.Bench.Peers.Raw;

/// <summary>
/// What is in the frames of the raw relay. A message is byte for byte FastChat's `Send` with one entry, and travels to its
/// receivers as it stands; the relay knows only where in it the room's id lies. The first byte of the others is no tag that
/// protobuf has.
/// </summary>
internal static class RawFrames
{
    /// <summary>Tag of `Send` in a ClientFrame.</summary>
    public const byte Message = 0x12;

    /// <summary>Client: kind, own account id. The relay answers with the kind.</summary>
    public const byte Join = 0x00;

    /// <summary>Client: kind, room id, account ids of all members but itself. The relay answers with the kind.</summary>
    public const byte OpenRoom = 0x01;

    /// <summary>Relay: kind, first number, count.</summary>
    public const byte Ack = 0x02;

    public const int IdBytes = Identifier.Bytes;

    public const int AckBytes = 1 + (2 * sizeof(ulong));

    /// <summary>Larger frames end the connection.</summary>
    public const int FrameBytesMax = 1024 * 1024;

    /// <summary>Whether it is a message, and for which room: in `Send`, field 1 comes first: its tag, its length, the id.</summary>
    public static bool TryReadRoom(ReadOnlySpan<byte> frame, out UInt128 room)
    {
        room = default;
        if (frame.Length < 1 + IdBytes)
            return frame.IsEmpty || frame[0] == Message ? throw new InvalidDataException("not a frame of the relay") : false;
        if (frame[0] != Message)
            return false;
        var at = 1;
        while (frame[at] >= 0x80)
            at++;
        room = ReadId(frame[(at + 3)..]);
        return true;
    }

    public static UInt128 ReadId(ReadOnlySpan<byte> from) => BinaryPrimitives.ReadUInt128BigEndian(from);

    /// <summary>Whole, with its length prefix.</summary>
    public static void WriteAck(Span<byte> to, ulong firstNumber, ulong count)
    {
        to[0] = AckBytes;
        to[1] = Ack;
        BinaryPrimitives.WriteUInt64LittleEndian(to[2..], firstNumber);
        BinaryPrimitives.WriteUInt64LittleEndian(to[10..], count);
    }
}
