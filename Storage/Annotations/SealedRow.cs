using FastChat.Storage.Keys;
using FastChat.Storage.Records;
using FastChat.Storage.Sealing;

namespace FastChat.Storage.Annotations;

/// <summary>A row that a visitor may open; its bytes are valid during the call only.</summary>
internal readonly ref struct SealedRow(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, DataKey dataKey)
{
    private readonly ReadOnlySpan<byte> _key = key;
    private readonly ReadOnlySpan<byte> _value = value;

    public T Open<T>()
        where T : IStoredRecord<T> => Rows.Decode<T>(Table.Annotations, _key, _value, dataKey);

    public uint OpenNumber() => AnnotationRows.OpenNumber(_key, _value, dataKey);

    public byte[] OpenBytes()
    {
        var bytes = new byte[Rows.PlaintextLength(_value)];
        Rows.Open(Table.Annotations, _key, _value, dataKey, bytes);
        return bytes;
    }
}
