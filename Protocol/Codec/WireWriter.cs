using System.Buffers.Binary;
using FastChat.Protocol.Identifiers;

namespace FastChat.Protocol.Codec;

/// <summary>
/// Writes protobuf fields into a span, in proto3's canonical form: fields with the default value are left out. Its
/// static Size methods tell beforehand what a field takes.
/// </summary>
internal ref struct WireWriter(Span<byte> destination)
{
    private readonly Span<byte> _destination = destination;

    internal int Written { get; private set; }

    internal static int VarintFieldSize(ulong value) => value == 0 ? 0 : 1 + VarintCodec.Size(value);

    internal static int Fixed64FieldSize(ulong value) => value == 0 ? 0 : 1 + sizeof(ulong);

    internal static int WideFixed32FieldSize(uint value) => value == 0 ? 0 : 2 + sizeof(uint);

    internal static int BytesFieldSize(int length) => length == 0 ? 0 : LengthFieldSize(length);

    /// <summary>A length-delimited field that is written even when it is empty: an element of a repeated field.</summary>
    internal static int LengthFieldSize(int length) => 1 + VarintCodec.Size((ulong)length) + length;

    internal static int IdFieldSize<T>(T id)
        where T : struct, IIdentifier<T> => id.IsNone() ? 0 : 2 + Identifier.Bytes;

    internal void WriteVarintField(byte tag, ulong value)
    {
        if (value == 0)
            return;
        _destination[Written++] = tag;
        WriteVarint(value);
    }

    internal void WriteFixed64Field(byte tag, ulong value)
    {
        if (value == 0)
            return;
        _destination[Written++] = tag;
        BinaryPrimitives.WriteUInt64LittleEndian(_destination[Written..], value);
        Written += sizeof(ulong);
    }

    /// <summary>A fixed32 whose field number is above 15: two bytes of tag.</summary>
    internal void WriteWideFixed32Field(uint tag, uint value)
    {
        if (value == 0)
            return;
        WriteVarint(tag);
        BinaryPrimitives.WriteUInt32LittleEndian(_destination[Written..], value);
        Written += sizeof(uint);
    }

    internal void WriteBytesField(byte tag, ReadOnlySpan<byte> value)
    {
        if (!value.IsEmpty)
            WriteElement(tag, value);
    }

    /// <summary>An element of a repeated bytes field: written even when it is empty.</summary>
    internal void WriteElement(byte tag, ReadOnlySpan<byte> value)
    {
        WriteLength(tag, value.Length);
        value.CopyTo(_destination[Written..]);
        Written += value.Length;
    }

    /// <summary>Fields that are encoded already.</summary>
    internal void WriteEncoded(ReadOnlySpan<byte> fields)
    {
        fields.CopyTo(_destination[Written..]);
        Written += fields.Length;
    }

    internal void WriteIdField<T>(byte tag, T id)
        where T : struct, IIdentifier<T>
    {
        if (id.IsNone())
            return;
        _destination[Written] = tag;
        _destination[Written + 1] = Identifier.Bytes;
        id.Write(_destination[(Written + 2)..]);
        Written += 2 + Identifier.Bytes;
    }

    /// <summary>Tag and length of a nested message whose content is written next.</summary>
    internal void WriteLength(byte tag, int length)
    {
        _destination[Written++] = tag;
        WriteVarint((ulong)length);
    }

    internal void WriteVarint(ulong value) => Written += VarintCodec.Write(_destination[Written..], value);
}
