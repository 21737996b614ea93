using System.Buffers;
using FastChat.Protocol.Framing;

namespace FastChat.Bench.Peers.Raw;

/// <summary>
/// One client's frames, on its read loop. Neighbouring messages to one room travel on as one run of bytes, as they stand in
/// the read buffer; acks and flushes come once for each drained buffer.
/// </summary>
internal sealed class RelayClient(RelayRooms rooms, RelayConnection own)
{
    private readonly HashSet<RelayRoom> _touched = [];
    private readonly ArrayBufferWriter<byte> _crossing = new();
    private RelayMember? _self;
    private UInt128 _roomId;
    private RelayRoom? _room;
    private ulong _received;
    private ulong _acked;

    /// <summary>Handles all whole frames; returns up to where. Throws <see cref="InvalidDataException"/> on what is no frame.</summary>
    public SequencePosition Drain(ReadOnlySequence<byte> buffer)
    {
        while (true)
        {
            buffer = buffer.Slice(Drain(buffer.FirstSpan));
            var before = buffer;
            if (!IsFrame(FrameReader.TryRead(ref buffer, RawFrames.FrameBytesMax, out _)))
                break;
            _crossing.ResetWrittenCount(); // the frame lies in more than one segment
            foreach (var part in before.Slice(0, buffer.Start))
                _crossing.Write(part.Span);
            Drain(_crossing.WrittenSpan);
        }
        Settle();
        return buffer.Start;
    }

    public void End()
    {
        own.End();
        if (_self is not null)
            _self.Connection = null;
    }

    /// <summary>Handles the whole frames of contiguous bytes; returns their length.</summary>
    private int Drain(ReadOnlySpan<byte> bytes)
    {
        var rest = bytes;
        var (runStart, start) = (0, 0);
        while (IsFrame(FrameReader.TryRead(ref rest, RawFrames.FrameBytesMax, out var frame)))
        {
            var end = bytes.Length - rest.Length;
            var isMessage = RawFrames.TryReadRoom(frame, out var id);
            if (!isMessage || id != _roomId)
            {
                PassOn(bytes[runStart..start]);
                runStart = isMessage ? start : end;
            }
            if (!isMessage)
                Answer(frame);
            else if (id != _roomId)
                (_roomId, _room) = (id, rooms.Find(id));
            if (isMessage)
                _received++;
            start = end;
        }
        PassOn(bytes[runStart..start]);
        return start;
    }

    private void PassOn(ReadOnlySpan<byte> run)
    {
        if (run.IsEmpty || _room is null)
            return;
        foreach (var member in _room.Members)
        {
            if (member != _self)
                member.Connection?.Append(run);
        }
        _touched.Add(_room);
    }

    /// <summary>What the drained buffer owes: an ack, and a flush to everybody who got something.</summary>
    private void Settle()
    {
        if (_received > _acked)
        {
            Span<byte> ack = stackalloc byte[1 + RawFrames.AckBytes];
            RawFrames.WriteAck(ack, _acked + 1, _received - _acked);
            own.Append(ack);
            _acked = _received;
        }
        own.Flush();
        foreach (var room in _touched)
        {
            foreach (var member in room.Members)
                member.Connection?.Flush();
        }
        _touched.Clear();
    }

    private void Answer(ReadOnlySpan<byte> frame)
    {
        var ids = frame[1..];
        if (frame[0] == RawFrames.Join)
        {
            _self = rooms.Member(RawFrames.ReadId(ids));
            _self.Connection = own;
        }
        else if (_self is not null)
        {
            var members = new RelayMember[ids.Length / RawFrames.IdBytes]; // in the place of the room's id: this client
            members[0] = _self;
            for (var i = 1; i < members.Length; i++)
                members[i] = rooms.Member(RawFrames.ReadId(ids[(i * RawFrames.IdBytes)..]));
            rooms.Open(RawFrames.ReadId(ids), members);
        }
        own.Append([1, frame[0]]);
    }

    private static bool IsFrame(FrameStatus status) => status switch
    {
        FrameStatus.Frame => true,
        FrameStatus.NeedMore => false,
        _ => throw new InvalidDataException("not a frame"),
    };
}
