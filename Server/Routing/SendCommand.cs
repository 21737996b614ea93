using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using FastChat.Protocol;
using FastChat.Protocol.Codec;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Delivery;
using FastChat.Storage.Media;

namespace FastChat.Server.Routing;

/// <summary>
/// Consecutive sends of one device to one conversation, validated and encoded on the connection's thread, so that the shard
/// only numbers and copies them. Reused: rented by the handler, given back by whoever ends it.
/// </summary>
internal sealed class SendCommand : ConversationCommand
{
    private const int FirstBufferBytes = 256;

    /// <summary>Larger buffers are not kept between two uses.</summary>
    private const int KeptBufferBytesMax = 16 * 1024;

    private SendEntry[] _entries = new SendEntry[1];
    private byte[] _bytes = [];
    private (Code Code, string Message, int Index, ulong Expected)? _refusal;
    private int _left; // How many of the first entries have left the lane.
    private List<(int Index, Code Code, string Message)>? _objections;
    private List<(int Index, MediaId Media, MediaReferenceRecord Reference)>? _media;
    private List<EntryNote>? _notes;

    public DeviceLink Link { get; private set; } = null!;

    public SendLane Lane { get; private set; } = null!;

    /// <summary>The send number of the first entry.</summary>
    public ulong FirstNumber { get; private set; }

    public int Count { get; private set; }

    /// <summary>After which time what the shard refuses would be taken; 0: no advice.</summary>
    public long RetryAfterMs { get; set; }

    /// <summary>Whether all entries are plain messages: they refer to nothing and need no more than the right to send.</summary>
    public bool IsPlain { get; private set; } = true;

    /// <summary>How many of the first entries, whose numbers were used, have been acked again so far.</summary>
    public int AckedAgain { get; set; }

    public int ByteCount => Count == 0 ? 0 : _entries[Count - 1].End;

    public ReadOnlySpan<SendEntry> Entries => _entries.AsSpan(0, Count);

    /// <summary>Media that the entries refer to and that get a reference row, each with its entry's index.</summary>
    public ReadOnlySpan<(int Index, MediaId Media, MediaReferenceRecord Reference)> Media => CollectionsMarshal.AsSpan(_media);

    /// <summary>What is noted of the entries beside the log; empty for plain messages.</summary>
    public ReadOnlySpan<EntryNote> Notes => CollectionsMarshal.AsSpan(_notes);

    /// <summary>What an unused command holds in memory; 100 bytes are its own fields.</summary>
    public int KeptBytes => 100 + _bytes.Length + (_entries.Length * SendEntry.Bytes);

    public static SendCommand Rent(DeviceLink link, SendLane lane, ulong firstNumber)
    {
        var command = SendCommandPool.Take();
        command.Link = link;
        command.Lane = lane;
        command.FirstNumber = firstNumber;
        command.Actor = link.Account;
        command.Device = link.Device;
        command.Address(lane.Conversation, lane.Shard);
        return command;
    }

    /// <summary>For a scheduled message: of an account, without device and number. It is used once, and not given back.</summary>
    public static SendCommand Scheduled(ConversationId conversation, AccountId account)
    {
        var command = new SendCommand { Actor = account };
        command.Address(conversation, conversation.Shard());
        return command;
    }

    /// <summary>Encodes one more entry.</summary>
    public void Add(in EntryFields fields, Permission needs)
    {
        IsPlain = false;
        if (fields is { Kind: EntryKind.Message, TargetSequence: not 0 })
        {
            // Which reply it is, only the shard knows: it fills the last four bytes in.
            var reply = fields;
            reply.ThreadOrdinal = uint.MaxValue;
            Encode(in reply, needs);
        }
        else
        {
            Encode(in fields, needs);
        }
    }

    /// <summary>Copies one more entry, which needs no more than the right to send.</summary>
    public void AddPlain(in PlainEntry entry)
    {
        var number = FirstNumber + (ulong)Count;
        var start = ByteCount;
        var size = EntryWriter.PlainSize(Actor, Device, number, in entry);
        Reserve(start, size);
        EntryWriter.WritePlain(_bytes.AsSpan(start), Actor, Device, number, in entry);
        Append(new SendEntry(entry.MessageId, start + size, EntryKind.Message, Target: 0, entry.Flags, Permission.Send));
    }

    /// <summary>A reply's place in its thread.</summary>
    public void SetThreadOrdinal(int index, uint ordinal) =>
        BinaryPrimitives.WriteUInt32LittleEndian(_bytes.AsSpan(_entries[index].End - sizeof(uint)), ordinal);

    /// <summary>Of the entry that is added next.</summary>
    public void NoteMention(AccountId account) => (_notes ??= []).Add(new EntryNote(Count, account));

    /// <summary>Of the entry that is added next.</summary>
    public void NotePayload(ReadOnlySpan<byte> type) =>
        (_notes ??= []).Add(new EntryNote(Count, AccountId.None, type.ToArray()));

    /// <summary>Of the entry that is added next.</summary>
    public void NoteExpiry(uint seconds) =>
        (_notes ??= []).Add(new EntryNote(Count, AccountId.None, ExpiresAfterSeconds: seconds));

    private void Encode(in EntryFields fields, Permission needs)
    {
        var number = FirstNumber + (ulong)Count;
        var start = ByteCount;
        var size = EntryWriter.Size(Actor, Device, number, fields);
        Reserve(start, size);
        EntryWriter.Write(_bytes.AsSpan(start), Actor, Device, number, fields);
        Append(new SendEntry(fields.MessageId, start + size, fields.Kind, fields.TargetSequence, fields.Flags, needs));
    }

    private void Append(in SendEntry entry)
    {
        if (Count == _entries.Length)
        {
            Array.Resize(ref _entries, Count * 2);
        }

        _entries[Count++] = entry;
    }

    /// <summary>Of the entry that is added next.</summary>
    public void AddMedia(MediaId media, MediaReferenceRecord reference) => (_media ??= []).Add((Count, media, reference));

    /// <summary>
    /// What speaks against the entry that is added next. It counts only if the entry is new: one that is stored already is
    /// acked again, whatever has become of what it refers to (A3).
    /// </summary>
    public void Object(Code code, string message) => (_objections ??= []).Add((Count, code, message));

    public (Code Code, string Message)? ObjectionTo(int index)
    {
        for (var i = 0; i < (_objections?.Count ?? 0); i++)
        {
            if (_objections![i].Index == index)
            {
                return (_objections[i].Code, _objections[i].Message);
            }
        }

        return null;
    }

    /// <summary>The encoded entries from one index up to another.</summary>
    public ReadOnlySpan<byte> Bytes(int from, int to)
    {
        var start = from == 0 ? 0 : _entries[from - 1].End;
        return _bytes.AsSpan(start, _entries[to - 1].End - start);
    }

    public override void Apply(ShardTurn turn, LoadedConversation state) => SendRule.Apply(turn, state, this);

    /// <summary>After the commit: its ack has been sent, or its refusal is now.</summary>
    public override void Committed(ShardLoop loop)
    {
        if (_refusal is { } refusal)
        {
            Tell(refusal.Code, refusal.Message, refusal.Index, refusal.Expected);
        }
        else
        {
            Finish();
        }
    }

    /// <summary>Tells the sender, with the number that the server expects; nothing of this command was taken.</summary>
    public override void Refuse(Code code, string message) => Tell(code, message, index: 0, FirstNumber);

    /// <summary>
    /// Refuses the entry at an index, and with it all that follow; told after the turn's commit, because the expected
    /// number speaks of what the turn stores (A1).
    /// </summary>
    public void RefuseAfterCommit(ShardTurn turn, Code code, string message, int index, ulong expected)
    {
        _refusal = (code, message, index, expected);
        turn.CompleteAfterCommit(this);
    }

    /// <summary>
    /// The first entries, up to this one, are decided and no longer wait in their lane. Before their ack is sent: who sees it may
    /// send as many more at once.
    /// </summary>
    public void Leave(int until)
    {
        if (until > _left)
        {
            Lane.Finished(until - _left, Bytes(_left, until).Length);
            _left = until;
        }
    }

    private void Tell(Code code, string message, int index, ulong expected)
    {
        Leave(Count);
        SendRefusal.Send(
            Link,
            Conversation,
            FirstNumber + (ulong)index,
            expected,
            _entries[index].MessageId,
            code,
            message,
            RetryAfterMs);
        Finish();
    }

    /// <summary>Ends it without a word: the sender has been told of an earlier refusal.</summary>
    public void Finish()
    {
        Leave(Count);
        if (_bytes.Length > KeptBufferBytesMax)
        {
            DropBuffer();
        }

        Count = 0;
        _left = 0;
        IsPlain = true;
        AckedAgain = 0;
        RetryAfterMs = 0;
        _media = null;
        _notes = null;
        _objections = null;
        _refusal = null;
        Link = null!;
        Lane = null!;
        SendCommandPool.Return(this);
    }

    /// <summary>Gives the buffer of an unused command back to the pool that all share.</summary>
    public void DropBuffer()
    {
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = [];
        }
    }

    private void Reserve(int used, int size)
    {
        if (_bytes.Length >= used + size)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(FirstBufferBytes, Math.Max(_bytes.Length * 2, used + size)));
        _bytes.AsSpan(0, used).CopyTo(larger);
        DropBuffer();
        _bytes = larger;
    }
}
