using FastChat.Protocol.Identifiers;

namespace FastChat.Protocol.Codec;

/// <summary>One entry of a block, as <see cref="BlockReader"/> found it. Spans lie in the block's bytes.</summary>
public readonly ref struct BlockEntry
{
    private readonly EntryFields _fields;

    private BlockEntry(ReadOnlySpan<byte> raw, ulong sequence, EntryFields fields, AccountId account, DeviceId device, ulong number)
    {
        Raw = raw;
        Sequence = sequence;
        _fields = fields;
        SenderAccount = account;
        SenderDevice = device;
        SendNumber = number;
    }

    /// <summary>The bytes of the `Entry` message, without tag and length.</summary>
    public ReadOnlySpan<byte> Raw { get; }

    /// <summary>Its place in the conversation.</summary>
    public ulong Sequence { get; }

    public AccountId SenderAccount { get; }

    public DeviceId SenderDevice { get; }

    public ulong SendNumber { get; }

    public EntryKind Kind => _fields.Kind;

    public ulong MessageId => _fields.MessageId;

    public ulong TargetSequence => _fields.TargetSequence;

    public EntryIdList MediaIds => _fields.MediaIds;

    public uint ExpiresAfterSeconds => _fields.ExpiresAfterSeconds;

    public uint Flags => _fields.Flags;

    public ReadOnlySpan<byte> Content => _fields.Content;

    /// <summary>The fields that the client had set.</summary>
    public EntryFields Fields => _fields;

    internal static bool TryRead(ReadOnlySpan<byte> raw, ulong sequence, out BlockEntry entry)
    {
        entry = default;
        var fields = default(EntryFields);
        var (account, device, number, ordinal) = (AccountId.None, DeviceId.None, 0UL, 0U);
        var reader = new WireReader(raw);
        while (!reader.IsAtEnd)
        {
            if (!reader.TryReadTag(out var tag))
                return false;
            var read = tag switch
            {
                WireTag.EntrySenderAccount => TryReadId(ref reader, out account),
                WireTag.EntrySenderDevice => TryReadId(ref reader, out device),
                WireTag.EntrySendNumber => reader.TryReadVarint(out number),
                WireTag.EntryThreadOrdinal => reader.TryReadFixed32(out ordinal),
                _ => fields.TryReadField(tag, ref reader, raw),
            };
            if (!read)
                return false;
        }

        fields.ThreadOrdinal = ordinal;
        entry = new BlockEntry(raw, sequence, fields, account, device, number);
        return true;
    }

    private static bool TryReadId<T>(scoped ref WireReader reader, out T id)
        where T : struct, IIdentifier<T>
    {
        id = default;
        return reader.TryReadBytes(out var bytes) && (bytes.IsEmpty || Identifier.TryRead(bytes, out id));
    }
}
