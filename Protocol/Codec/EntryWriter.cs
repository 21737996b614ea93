using FastChat.Protocol.Identifiers;

namespace FastChat.Protocol.Codec;

/// <summary>
/// Writes one `Entry` as an element of a block: the tag of `Block.entries`, the length, the entry in canonical form. What
/// a client sent beyond the known fields is dropped here.
/// </summary>
public static class EntryWriter
{
    /// <summary>What an entry takes at most beside its content and media ids: tag, length, and all header fields.</summary>
    public const int OverheadBytesMax = 1 + 5 + 11 + 18 + 18 + 11 + 9 + 11 + 6 + 6 + 6;

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
        writer.WriteVarintField(WireTag.EntryKind, KindBits(fields.Kind));
        writer.WriteIdField(WireTag.EntrySenderAccount, sender);
        writer.WriteIdField(WireTag.EntrySenderDevice, device);
        writer.WriteVarintField(WireTag.EntrySendNumber, sendNumber);
        writer.WriteFixed64Field(WireTag.EntryMessageId, fields.MessageId);
        writer.WriteVarintField(WireTag.EntryTarget, fields.TargetSequence);
        foreach (var media in fields.MediaIds)
            writer.WriteElement(WireTag.EntryMediaId, media);
        writer.WriteVarintField(WireTag.EntryExpiresAfter, fields.ExpiresAfterSeconds);
        writer.WriteVarintField(WireTag.EntryFlags, fields.Flags);
        writer.WriteBytesField(WireTag.EntryContent, fields.Content);
        return writer.Written;
    }

    private static int ContentSize(AccountId sender, DeviceId device, ulong sendNumber, in EntryFields fields)
    {
        var size = WireWriter.VarintFieldSize(KindBits(fields.Kind))
            + WireWriter.IdFieldSize(sender)
            + WireWriter.IdFieldSize(device)
            + WireWriter.VarintFieldSize(sendNumber)
            + WireWriter.Fixed64FieldSize(fields.MessageId)
            + WireWriter.VarintFieldSize(fields.TargetSequence)
            + WireWriter.VarintFieldSize(fields.ExpiresAfterSeconds)
            + WireWriter.VarintFieldSize(fields.Flags)
            + WireWriter.BytesFieldSize(fields.Content.Length);
        foreach (var media in fields.MediaIds)
            size += WireWriter.LengthFieldSize(media.Length);
        return size;
    }

    // Enums are int32 on the wire: a negative one is sign-extended to ten bytes.
    private static ulong KindBits(EntryKind kind) => (ulong)(long)(int)kind;
}
