using FastChat.Protocol.Identifiers;

namespace FastChat.Protocol.Codec;

/// <summary>
/// Writes one `Entry` as an element of a block: the tag of `Block.entries`, the length, the entry in canonical form. What
/// a client sent beyond the known fields is dropped here.
/// </summary>
public static class EntryWriter
{
    /// <summary>What an entry takes at most beside its content and the ids in it: tag, length, and all header fields.</summary>
    public const int OverheadBytesMax = 1 + 5 + 11 + 18 + 18 + 11 + 9 + 11 + 6 + 6 + 6 + 6 + 6 + 66 + 6 + 6;

    /// <summary>Bytes that <see cref="Write"/> will write.</summary>
    public static int Size(AccountId sender, DeviceId device, ulong sendNumber, in EntryFields fields) =>
        WireWriter.LengthFieldSize(ContentSize(sender, device, sendNumber, in fields));

    /// <summary>Writes tag, length and entry, and returns their length.</summary>
    public static int Write(
        Span<byte> destination,
        AccountId sender,
        DeviceId device,
        ulong sendNumber,
        in EntryFields fields)
    {
        var writer = new WireWriter(destination);
        writer.WriteLength(WireTag.BlockEntry, ContentSize(sender, device, sendNumber, in fields));
        WriteOrigin(ref writer, fields.Kind, sender, device, sendNumber);
        writer.WriteFixed64Field(WireTag.EntryMessageId, fields.MessageId);
        writer.WriteVarintField(WireTag.EntryTarget, fields.TargetSequence);
        foreach (var media in fields.MediaIds)
            writer.WriteElement(WireTag.EntryMediaId, media);
        writer.WriteVarintField(WireTag.EntryExpiresAfter, fields.ExpiresAfterSeconds);
        writer.WriteVarintField(WireTag.EntryFlags, fields.Flags);
        foreach (var account in fields.Mentioned)
            writer.WriteElement(WireTag.EntryMentioned, account);
        writer.WriteVarintField(WireTag.EntryPollOptions, fields.PollOptions);
        writer.WriteVarintField(WireTag.EntryChoices, fields.Choices);
        writer.WriteBytesField(WireTag.EntryPayloadType, fields.PayloadType);
        writer.WriteVarintField(WireTag.EntryClosesAfter, fields.ClosesAfterSeconds);
        writer.WriteBytesField(WireTag.EntryContent, fields.Content);
        writer.WriteWideFixed32Field(WireTag.EntryThreadOrdinal, fields.ThreadOrdinal);
        return writer.Written;
    }

    /// <summary>Bytes that <see cref="WritePlain"/> will write.</summary>
    public static int PlainSize(AccountId sender, DeviceId device, ulong sendNumber, in PlainEntry plain) =>
        WireWriter.LengthFieldSize(PlainContentSize(sender, device, sendNumber, in plain));

    /// <summary>As <see cref="Write"/> does, of an entry that is copied as it came.</summary>
    public static int WritePlain(
        Span<byte> destination,
        AccountId sender,
        DeviceId device,
        ulong sendNumber,
        in PlainEntry plain)
    {
        var writer = new WireWriter(destination);
        writer.WriteLength(WireTag.BlockEntry, PlainContentSize(sender, device, sendNumber, in plain));
        WriteOrigin(ref writer, EntryKind.Message, sender, device, sendNumber);
        writer.WriteEncoded(plain.Tail);
        return writer.Written;
    }

    private static int PlainContentSize(AccountId sender, DeviceId device, ulong sendNumber, in PlainEntry plain) =>
        OriginSize(EntryKind.Message, sender, device, sendNumber) + plain.Tail.Length;

    private static int ContentSize(AccountId sender, DeviceId device, ulong sendNumber, in EntryFields fields)
    {
        var size = OriginSize(fields.Kind, sender, device, sendNumber)
            + WireWriter.Fixed64FieldSize(fields.MessageId)
            + WireWriter.VarintFieldSize(fields.TargetSequence)
            + WireWriter.VarintFieldSize(fields.ExpiresAfterSeconds)
            + WireWriter.VarintFieldSize(fields.Flags)
            + WireWriter.VarintFieldSize(fields.PollOptions)
            + WireWriter.VarintFieldSize(fields.Choices)
            + WireWriter.BytesFieldSize(fields.PayloadType.Length)
            + WireWriter.VarintFieldSize(fields.ClosesAfterSeconds)
            + WireWriter.BytesFieldSize(fields.Content.Length)
            + WireWriter.WideFixed32FieldSize(fields.ThreadOrdinal);
        foreach (var media in fields.MediaIds)
            size += WireWriter.LengthFieldSize(media.Length);
        foreach (var account in fields.Mentioned)
            size += WireWriter.LengthFieldSize(account.Length);
        return size;
    }

    /// <summary>What an entry begins with: its kind, and whence it came.</summary>
    private static void WriteOrigin(ref WireWriter writer, EntryKind kind, AccountId sender, DeviceId device, ulong sendNumber)
    {
        writer.WriteVarintField(WireTag.EntryKind, KindBits(kind));
        writer.WriteIdField(WireTag.EntrySenderAccount, sender);
        writer.WriteIdField(WireTag.EntrySenderDevice, device);
        writer.WriteVarintField(WireTag.EntrySendNumber, sendNumber);
    }

    private static int OriginSize(EntryKind kind, AccountId sender, DeviceId device, ulong sendNumber) =>
        WireWriter.VarintFieldSize(KindBits(kind))
        + WireWriter.IdFieldSize(sender)
        + WireWriter.IdFieldSize(device)
        + WireWriter.VarintFieldSize(sendNumber);

    // Enums are int32 on the wire: a negative one is sign-extended to ten bytes.
    private static ulong KindBits(EntryKind kind) => (ulong)(long)(int)kind;
}
