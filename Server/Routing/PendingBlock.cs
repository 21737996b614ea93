using FastChat.Protocol;
using FastChat.Protocol.Codec;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Delivery;

namespace FastChat.Server.Routing;

/// <summary>
/// The block that a turn is adding to one conversation: encoded entries behind head room for the header, in the buffer
/// that every recipient's queue will share. Owned by the loop, and reused by it.
/// </summary>
internal sealed class PendingBlock
{
    private const int FirstBufferBytes = 2 * 1024;

    private ConversationId _conversation;
    private SharedFrame? _frame;
    private uint _closedCount;
    private int _end;
    private int _blockStart;
    private DeviceId _device;
    private bool _mixed;

    public ulong FirstSequence { get; private set; }

    public uint Count { get; private set; }

    /// <summary>Whom a membership change concerns, beside the subscribers; empty for messages.</summary>
    public MembershipEffect? Effect { get; set; }

    /// <summary>The block as it is stored; valid once closed and until <see cref="Take"/>.</summary>
    public ReadOnlySpan<byte> Bytes => _frame!.Buffer[_blockStart.._end];

    /// <summary>The device that made all entries (its ack tells it all, so it gets no event); none if there are several.</summary>
    public DeviceId SoleDevice => _mixed || Effect is not null ? DeviceId.None : _device;

    /// <summary>The earliest message that an edit in it is about; the highest number: it has no edits.</summary>
    public ulong FirstEdited { get; private set; }

    public void Open(ConversationId conversation, ulong firstSequence)
    {
        _conversation = conversation;
        _frame = SharedFrame.Rent(FirstBufferBytes);
        _end = BlockWriter.HeadroomBytes;
        FirstSequence = firstSequence;
        Count = 0;
        _closedCount = 0;
        _mixed = false;
        _device = default;
        Effect = null;
        FirstEdited = ulong.MaxValue;
    }

    public void NoteEdit(ulong target) => FirstEdited = Math.Min(FirstEdited, target);

    /// <summary>Whether the limits of a block leave room.</summary>
    public bool Fits(int bytes, uint count) =>
        Count + count <= ProtocolLimits.BlockEntriesMax
        && _end + bytes - BlockWriter.HeadroomBytes <= ProtocolLimits.BlockBytesMax - BlockWriter.HeadroomBytes;

    /// <summary>Adds encoded entries of one device.</summary>
    public void Append(ReadOnlySpan<byte> entries, uint count, DeviceId device)
    {
        if (_frame!.Buffer.Length < _end + entries.Length)
        {
            Grow(entries.Length);
        }

        entries.CopyTo(_frame.Buffer[_end..]);
        _end += entries.Length;
        _mixed |= Count > 0 && _device != device;
        _device = device;
        Count += count;
    }

    /// <summary>How many of the first entries this block of the running turn holds.</summary>
    public int CountHeld(DeviceId device, ReadOnlySpan<RepeatedEntry> entries)
    {
        if (_closedCount != Count)
        {
            Close(timeMs: 0, ordinal: 0); // So that it can be read; written anew when nothing more can join it.
        }

        return RepeatedEntry.CountIn(Bytes, device, entries, out _);
    }

    /// <summary>Writes the header; the frame is complete.</summary>
    public void Close(long timeMs, ulong ordinal)
    {
        var headroom = _frame!.Buffer[..BlockWriter.HeadroomBytes];
        var bytes = _end - BlockWriter.HeadroomBytes;
        var (frame, block) = BlockWriter.WriteHeader(
            headroom, _conversation, FirstSequence, Count, timeMs, ordinal, bytes);
        _blockStart = BlockWriter.HeadroomBytes - block;
        _closedCount = Count;
        _frame.SetContent(BlockWriter.HeadroomBytes - frame, frame + bytes);
    }

    /// <summary>Hands over the frame with its one reference.</summary>
    public SharedFrame Take()
    {
        var frame = _frame!;
        _frame = null;
        return frame;
    }

    /// <summary>After a failed commit: nothing of this may leave.</summary>
    public void Discard()
    {
        _frame?.Release();
        _frame = null;
    }

    private void Grow(int bytes)
    {
        var larger = SharedFrame.Rent(Math.Max(_frame!.Buffer.Length * 2, _end + bytes));
        _frame.Buffer[.._end].CopyTo(larger.Buffer);
        _frame.Release();
        _frame = larger;
    }
}
