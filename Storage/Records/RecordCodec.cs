using System.Buffers;
using MessagePack;

namespace FastChat.Storage.Records;

/// <summary>Records to bytes and back. Refuses other versions and anything that is not exactly one record.</summary>
internal static class RecordCodec
{
    private const int Version = 1;
    private const int ScratchBytes = 4 * 1024;
    private const int ScratchBytesKept = 256 * 1024;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _scratch;

    /// <summary>The record's bytes, in memory of this thread that the next call overwrites.</summary>
    public static ReadOnlySpan<byte> Encode<T>(in T record)
        where T : IStoredRecord<T>
    {
        var writer = Begin<T>();
        record.Write(ref writer);
        return End(ref writer);
    }

    /// <summary>Starts a record whose elements the caller writes before <see cref="End"/>.</summary>
    public static MessagePackWriter Begin<T>()
        where T : IStoredRecord<T>
    {
        var scratch = _scratch;
        if (scratch is null || scratch.Capacity > ScratchBytesKept)
        {
            _scratch = scratch = new ArrayBufferWriter<byte>(ScratchBytes);
        }

        scratch.ResetWrittenCount();
        var writer = new MessagePackWriter(scratch);
        writer.WriteArrayHeader(T.Elements + 1);
        writer.Write(Version);
        return writer;
    }

    /// <summary>The bytes of the record that <see cref="Begin"/> started on this thread.</summary>
    public static ReadOnlySpan<byte> End(scoped ref MessagePackWriter writer)
    {
        writer.Flush();
        return _scratch!.WrittenSpan;
    }

    public static T Decode<T>(ReadOnlyMemory<byte> bytes)
        where T : IStoredRecord<T>
    {
        try
        {
            var reader = new MessagePackReader(bytes);
            var elements = reader.ReadArrayHeader();
            var version = reader.ReadInt32();
            if (version != Version || elements != T.Elements + 1)
            {
                throw new StorageRefusedException(
                    $"A {typeof(T).Name} has version {version} with {elements} elements, which this version does not know.");
            }

            var record = T.Read(ref reader);
            return reader.End ? record : throw new StorageCorruptException($"A {typeof(T).Name} is too long.");
        }
        catch (Exception error) when (error is MessagePackSerializationException or EndOfStreamException or OverflowException)
        {
            throw new StorageCorruptException($"A {typeof(T).Name} is malformed.", error);
        }
    }
}
