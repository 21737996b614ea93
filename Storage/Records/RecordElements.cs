using System.Buffers;
using System.Buffers.Binary;
using FastChat.Protocol.Identifiers;
using MessagePack;

namespace FastChat.Storage.Records;

/// <summary>Elements that MessagePack has no type for: ids and byte strings.</summary>
internal static class RecordElements
{
    public static void WriteId<T>(ref this MessagePackWriter writer, T id)
        where T : struct, IIdentifier<T>
    {
        writer.WriteBinHeader(Identifier.Bytes);
        id.Write(writer.GetSpan(Identifier.Bytes));
        writer.Advance(Identifier.Bytes);
    }

    public static T ReadId<T>(ref this MessagePackReader reader)
        where T : struct, IIdentifier<T>
    {
        Span<byte> bytes = stackalloc byte[Identifier.Bytes];
        var read = reader.ReadBytes() ?? default;
        if (read.Length != Identifier.Bytes) throw new StorageCorruptException("An id is not 16 bytes.");
        read.CopyTo(bytes);
        return T.From(BinaryPrimitives.ReadUInt128BigEndian(bytes));
    }

    /// <summary>An id that may be absent: an empty byte string.</summary>
    public static void WriteOptionalId<T>(ref this MessagePackWriter writer, T id)
        where T : struct, IIdentifier<T>
    {
        if (id.IsNone()) writer.WriteBinHeader(0);
        else writer.WriteId(id);
    }

    public static T ReadOptionalId<T>(ref this MessagePackReader reader)
        where T : struct, IIdentifier<T>
    {
        var peek = reader;
        if (peek.ReadBytes() is { Length: > 0 }) return reader.ReadId<T>();
        reader = peek;
        return default;
    }

    public static byte[] ReadByteString(ref this MessagePackReader reader) => reader.ReadBytes()?.ToArray() ?? [];

    public static string ReadText(ref this MessagePackReader reader) => reader.ReadString() ?? string.Empty;
}
